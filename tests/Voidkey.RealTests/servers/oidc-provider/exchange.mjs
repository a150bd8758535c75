// Token exchange (RFC 8693) as a grant of the provider in server.mjs: one of its own access tokens for another. The provider authenticates
// the client, refuses parameters that stand twice, and makes the token; what is left is to verify the subject's.
import { createLocalJWKSet, jwtVerify } from 'jose';
import { errors } from 'oidc-provider';

export const grant = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessToken = 'urn:ietf:params:oauth:token-type:access_token';

export function registerExchange(provider, jwk, resources, audience) {
  const { kty, n, e, crv, x, y, kid, alg } = jwk;
  const keys = createLocalJWKSet({ keys: [{ kty, n, e, crv, x, y, kid, alg }] });

  async function exchange(ctx) {
    const { client, params } = ctx.oidc;
    if (params.subject_token_type !== accessToken || (params.requested_token_type ?? accessToken) !== accessToken) throw new errors.InvalidRequest('only access tokens are exchanged');
    const { payload } = await jwtVerify(params.subject_token ?? '', keys, { issuer: provider.issuer, audience, typ: 'at+jwt' })
      .catch((error) => { throw new errors.InvalidRequest('the subject token is not accepted', undefined, error.code); });

    const target = resources.get(params.resource ?? '');
    if (!target) throw new errors.InvalidTarget();
    const token = new provider.ClientCredentials({ client, scope: undefined });
    token.resourceServer = new provider.ResourceServer(target.indicator,
      { scope: '', audience: target.audience, accessTokenTTL: target.ttl, accessTokenFormat: 'jwt', jwt: { sign: { alg } } });
    ctx.state.exchangedFor = payload.sub;
    ctx.body = { access_token: await token.save(), issued_token_type: accessToken, token_type: token.tokenType, expires_in: token.expiration };
  }

  provider.registerGrantType(grant, exchange, ['subject_token', 'subject_token_type', 'requested_token_type', 'resource', 'audience', 'scope', 'actor_token', 'actor_token_type'], ['audience']);
}
