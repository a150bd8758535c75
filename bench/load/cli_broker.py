#!/usr/bin/env python3
"""cli_broker.py PORT : a broker that grants whatever is asked, for cli.py: so that what is measured is the command line. It checks nothing and is for loopback alone."""
import json, re, socket, sys

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(('127.0.0.1', int(sys.argv[1])))
listener.listen(16)
while True:
    client, _ = listener.accept()
    request = b''
    while b'\r\n\r\n' not in request or len(request.split(b'\r\n\r\n', 1)[1]) < int((re.search(rb'(?i)content-length: (\d+)', request) or [0, 0])[1]):
        piece = client.recv(65536)
        if not piece: break
        request += piece
    keys = json.loads(request.split(b'\r\n\r\n', 1)[1] or b'{}').get('keys', [])
    values = {'AWS_ACCESS_KEY_ID': 'ASIAEXAMPLE', 'AWS_SECRET_ACCESS_KEY': 'wJalr/K7+bPx', 'AWS_SESSION_TOKEN': 'a' * 600}
    end = '2099-01-01T00:00:00Z'
    body = json.dumps({'credentials': {k: values for k in keys}, 'keys': {k: {'provider': 'aws', 'expiresAt': end} for k in keys},
                       'expiresAt': end, 'subject': 's', 'idp': 'i', 'issuedAt': end, 'mintId': 'm'}).encode()
    client.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n' % len(body) + body)
    client.close()
