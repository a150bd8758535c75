// An API server of Kubernetes as far as kubectl needs one here: it trusts one OpenID provider, makes tokens for one
// service account (authentication.k8s.io/v1 TokenRequest), and shows that account, and nobody else, the pods of one namespace.
// node server.mjs FOLDER   with config.json there: port, key, certificate, issuer, audience, user, namespace, account
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { createPublicKey, randomBytes, verify } from 'node:crypto';

const config = JSON.parse(readFileSync(`${process.argv[2]}/config.json`, 'utf8'));
const tokens = new Map();

async function userOf(authorization) {
  if (!authorization?.startsWith('Bearer ')) return null;
  const token = authorization.slice(7);
  const own = tokens.get(token);
  if (own) return own.until > Date.now() ? own.user : null;

  const [header, payload, signature] = token.split('.');
  if (!signature) return null;
  const claims = JSON.parse(Buffer.from(payload, 'base64url'));
  const { kid, alg } = JSON.parse(Buffer.from(header, 'base64url'));
  if (alg !== 'RS256' || claims.iss !== config.issuer || ![claims.aud].flat().includes(config.audience) || !(claims.exp * 1000 > Date.now())) return null;
  const { keys } = await (await fetch(`${config.issuer}/jwks`)).json();
  const jwk = keys.find((key) => key.kid === kid);
  const isSigned = jwk && verify('sha256', Buffer.from(`${header}.${payload}`), createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'base64url'));
  return isSigned ? claims.sub : null;
}

function answer(response, code, body) {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const refuse = (response, code, reason) => answer(response, code, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: `${reason} here`, reason, code });

function makeToken(request, response, body) {
  const { apiVersion, kind, spec } = JSON.parse(body);
  if (apiVersion !== 'authentication.k8s.io/v1' || kind !== 'TokenRequest' || !Array.isArray(spec?.audiences)) return refuse(response, 400, 'BadRequest');
  if (!(spec.expirationSeconds >= 600)) return refuse(response, 422, 'Invalid');
  const [token, until] = [randomBytes(32).toString('base64url'), Date.now() + spec.expirationSeconds * 1000];
  tokens.set(token, { until, user: `system:serviceaccount:${config.namespace}:${config.account}` });
  answer(response, 201, { apiVersion, kind, metadata: { name: config.account, namespace: config.namespace }, spec, status: { token, expirationTimestamp: new Date(until).toISOString().replace(/\.\d+Z/, 'Z') } });
}

createServer({ key: readFileSync(config.key), cert: readFileSync(config.certificate) }, async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  const [path, user] = [request.url.split('?')[0], await userOf(request.headers.authorization)];
  const account = `/api/v1/namespaces/${config.namespace}/serviceaccounts/${config.account}/token`;
  if (!user) refuse(response, 401, 'Unauthorized');
  else if (request.method === 'POST' && path === account) user === config.user ? makeToken(request, response, body) : refuse(response, 403, 'Forbidden');
  else if (request.method === 'GET' && path === '/api') answer(response, 200, { kind: 'APIVersions', versions: ['v1'] });
  else if (request.method === 'GET' && path === '/apis') answer(response, 200, { kind: 'APIGroupList', apiVersion: 'v1', groups: [] });
  else if (request.method === 'GET' && path === '/api/v1') answer(response, 200, { kind: 'APIResourceList', groupVersion: 'v1', resources: [{ name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod', verbs: ['get', 'list'] }] });
  else if (request.method === 'GET' && path === `/api/v1/namespaces/${config.namespace}/pods` && user.startsWith('system:serviceaccount:'))
    answer(response, 200, { kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-0', namespace: config.namespace } }] });
  else refuse(response, 403, 'Forbidden');
}).listen(config.port, '127.0.0.1');
