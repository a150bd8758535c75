// A SPIFFE Workload API on a Unix socket, over gRPC's own server: it vouches for whoever asks, but for an audience that begins with "refused".
import { createRequire } from 'node:module';
import { createSign, generateKeyPairSync } from 'node:crypto';

const require = createRequire(import.meta.url);
const grpc = require('@grpc/grpc-js');
const { loadSync } = require('@grpc/proto-loader');

const [socket, id] = process.argv.slice(2);
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');

function svid(id, audience) {
  const now = Math.floor(Date.now() / 1000);
  const text = `${part({ alg: 'RS256', kid: 'k1' })}.${part({ sub: id, aud: audience, iat: now, exp: now + 300 })}`;
  return `${text}.${createSign('sha256').update(text).sign(privateKey, 'base64url')}`;
}

const definition = grpc.loadPackageDefinition(loadSync(new URL('workload.proto', import.meta.url).pathname));
const server = new grpc.Server();
server.addService(definition.SpiffeWorkloadAPI.service, {
  FetchJWTSVID(call, answer) {
    if (call.metadata.get('workload.spiffe.io')[0] !== 'true') return answer({ code: grpc.status.INVALID_ARGUMENT, details: 'security header missing from request' });
    if (call.request.audience.length === 0) return answer({ code: grpc.status.INVALID_ARGUMENT, details: 'audience must be specified' });
    if (call.request.audience[0].startsWith('refused')) return answer({ code: grpc.status.PERMISSION_DENIED, details: 'no identity issued' });
    answer(null, { svids: [id, `${id}/other`].map(spiffeId => ({ spiffeId, svid: svid(spiffeId, call.request.audience), hint: 'internal' })) });
  },
});
server.bindAsync(`unix://${socket}`, grpc.ServerCredentials.createInsecure(), failure => {
  if (failure) throw failure;
  console.log('listening');
});
