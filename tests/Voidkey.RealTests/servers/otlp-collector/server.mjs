// Takes OTLP over HTTP and writes down what came, one line of JSON a request, read with the definitions of OpenTelemetry's own package.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { appendFileSync } from 'node:fs';

const [port, file] = process.argv.slice(2);
const { opentelemetry } = createRequire(import.meta.url)('@opentelemetry/otlp-transformer/build/src/generated/root.js');
const signals = {
  '/v1/traces': opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest,
  '/v1/metrics': opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest,
};

createServer((request, response) => {
  const body = [];
  request.on('data', part => body.push(part)).on('end', () => {
    const signal = signals[request.url];
    if (request.method !== 'POST' || !signal || request.headers['content-type'] !== 'application/x-protobuf') return response.writeHead(request.url === '/' ? 200 : 404).end();
    const message = signal.decode(Buffer.concat(body));
    const said = signal.verify(message);
    if (said) return response.writeHead(400).end(said);
    appendFileSync(file, JSON.stringify({ url: request.url, authorization: request.headers.authorization, message: signal.toObject(message, { bytes: String, longs: String, enums: String }) }) + '\n');
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
}).listen(Number(port), '127.0.0.1');
