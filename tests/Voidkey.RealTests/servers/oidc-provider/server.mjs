// An OpenID Provider (npm oidc-provider) that issues tokens to machines, on 127.0.0.1 only:
//
//   node server.mjs FOLDER
//
// FOLDER/config.json says { port, algorithm, defaultResource, resources, clients, tls? }. With tls: { port, key, certificate, clientAuthority? } it
// is an https issuer there, and is reached at the other port too, without TLS; clients with a certificate of clientAuthority, or one that
// they registered as it is, may authenticate with it (RFC 8705). With people: { client, idTokenTtl }, that public client logs people in, with
// pages that take any name and password: with codes and with device codes, and with refresh tokens that are good once. A client's public_key is its PEM, where it signs assertions (RFC 7523), and its
// certificate is one. The signing key is made in FOLDER at the first start, so a restart keeps the key set.
import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey, createPublicKey, randomBytes, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { Provider, errors } from 'oidc-provider';
import { grant, registerExchange } from './exchange.mjs';

const folder = process.argv[2];
const config = JSON.parse(readFileSync(path.join(folder, 'config.json'), 'utf8'));
const issuer = config.tls ? `https://127.0.0.1:${config.tls.port}` : `http://127.0.0.1:${config.port}`;

const keyArguments = {
  RS256: ['-newkey', 'rsa:2048'],
  ES256: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
};

// Ceph finds the key in its certificate (x5c), and AWS knows the provider by that certificate's SHA-1.
function signingKey(algorithm) {
  const key = path.join(folder, 'key.pem');
  const certificate = path.join(folder, 'certificate.pem');
  if (!existsSync(certificate)) {
    execFileSync('openssl', ['req', '-x509', '-nodes', '-sha256', '-days', '2', '-subj', '/CN=test', ...keyArguments[algorithm],
      '-keyout', key, '-out', certificate], { stdio: 'pipe' });
  }
  const der = new X509Certificate(readFileSync(certificate)).raw;
  writeFileSync(path.join(folder, 'thumbprint'), createHash('sha1').update(der).digest('hex').toUpperCase());
  const kid = createHash('sha256').update(der).digest('base64url').slice(0, 16);
  return { ...createPrivateKey(readFileSync(key)).export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig', x5c: [der.toString('base64')] };
}

const key = signingKey(config.algorithm);
const resources = new Map(config.resources.map((resource) => [resource.indicator, resource]));

// What a client registers: the key that it signs with, or the certificate that it shows as it is.
function registration({ public_key: publicKey, certificate, ...client }) {
  const usual = { grant_types: ['client_credentials', grant], redirect_uris: [], response_types: [], ...client };
  if (publicKey) return { ...usual, jwks: { keys: [{ ...createPublicKey(publicKey).export({ format: 'jwk' }), kid: `${client.client_id}-key` }] } };
  if (!certificate) return usual;
  const { raw, publicKey: key } = new X509Certificate(certificate);
  return { ...usual, jwks: { keys: [{ ...key.export({ format: 'jwk' }), x5c: [raw.toString('base64')] }] } };
}

const { people } = config;
const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code';
if (people) {
  config.clients.push({ client_id: people.client, token_endpoint_auth_method: 'none', application_type: 'native', response_types: ['code'],
    redirect_uris: ['http://127.0.0.1/callback'], grant_types: ['authorization_code', 'refresh_token', deviceCode] });
}

const certificateOf = (context) => context.socket.getPeerX509Certificate?.();
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];

const provider = new Provider(issuer, {
  clients: config.clients.map(registration),
  clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'],
  clientDefaults: { id_token_signed_response_alg: config.algorithm },
  enabledJWA: { idTokenSigningAlgValues: [config.algorithm], clientAuthSigningAlgValues: algorithms },
  jwks: { keys: [key] },
  cookies: { keys: [randomBytes(24).toString('hex')] },
  extraTokenClaims: (context) => (context.state.exchangedFor ? { exchanged_for: context.state.exchangedFor } : undefined),
  rotateRefreshToken: true,
  ttl: {
    ...(people ? { IdToken: people.idTokenTtl, AccessToken: 60, RefreshToken: 3600, Session: 3600, Interaction: 600, Grant: 3600, DeviceCode: 600 } : {}),
    ClientCredentials: (_context, token) => token.resourceServer.accessTokenTTL,
  },
  features: {
    devInteractions: { enabled: Boolean(people) },
    deviceFlow: { enabled: Boolean(people) },
    revocation: { enabled: Boolean(people) },
    clientCredentials: { enabled: true },
    mTLS: {
      enabled: true,
      tlsClientAuth: true,
      selfSignedTlsClientAuth: true,
      getCertificate: (context) => certificateOf(context)?.toString(),
      certificateAuthorized: (context) => context.socket.authorized === true,
      certificateSubjectMatches: (context, property, expected) => property === 'tls_client_auth_san_dns' && certificateOf(context).subjectAltName === `DNS:${expected}`,
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_context, client, asked) => asked ?? (client.clientId === people?.client ? undefined : config.defaultResource),
      getResourceServerInfo: (_context, indicator) => {
        const resource = resources.get(indicator);
        if (!resource) throw new errors.InvalidTarget();
        return { scope: '', audience: resource.audience, accessTokenTTL: resource.ttl, accessTokenFormat: 'jwt', jwt: { sign: { alg: config.algorithm } } };
      },
    },
  },
});

registerExchange(provider, key, resources, resources.get(config.defaultResource).audience);

// By itself it takes a secret in the header or the body from anyone. Many providers insist on what the client registered, and so does this.
const { compareClientSecret } = provider.Client.prototype;
provider.Client.prototype.compareClientSecret = function compare(secret) {
  const shown = Provider.ctx.headers.authorization ? 'client_secret_basic' : 'client_secret_post';
  return shown === this.clientAuthMethod && compareClientSecret.call(this, secret);
};

provider.on('server_error', (_context, error) => console.error('server_error', error));
provider.on('grant.error', (_context, error) => console.log('grant.error', error.error, error.error_detail ?? error.error_description ?? ''));

if (config.tls) {
  const { key, certificate, clientAuthority } = config.tls;
  // Whoever has no certificate, or one that nobody issued, is let in: what that is worth the provider decides.
  const clients = clientAuthority ? { requestCert: true, rejectUnauthorized: false, ca: readFileSync(clientAuthority) } : {};
  https.createServer({ key: readFileSync(key), cert: readFileSync(certificate), ...clients }, provider.callback()).listen(config.tls.port, '127.0.0.1').unref();
}

const server = provider.listen(config.port, '127.0.0.1', () => console.log(`listening ${issuer}`));
process.on('SIGTERM', () => { server.close(() => process.exit(0)); server.closeAllConnections(); });
