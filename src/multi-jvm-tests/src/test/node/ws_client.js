// A WebSocket of the library ws: URL [PROTOCOL].
//
// Each line of the standard input is sent, in order: `text WORDS` as a text message, `ping` as a
// ping, and anything else as bytes in hex: a whole binary message, or with `...` at its end a
// fragment of the message that goes on with the next line.
//
// Prints `open PROTOCOL`, or `refused STATUS` and ends; then what comes: the bytes of binary
// messages in hex, `pong`, and at last `closed CODE`.
'use strict';

const readline = require('readline');
const WebSocket = require('ws');

const [url, ...protocols] = process.argv.slice(2);
const socket = new WebSocket(url, protocols);

socket.on('unexpected-response', (_, response) => {
  console.log(`refused ${response.statusCode}`);
  process.exit(1);
});
socket.on('message', (data) => console.log(data.toString('hex')));
socket.on('pong', () => console.log('pong'));
socket.on('close', (code) => console.log(`closed ${code}`));
socket.on('open', () => {
  console.log(`open ${socket.protocol}`);
  readline.createInterface({ input: process.stdin }).on('line', (line) => {
    if (line.startsWith('text ')) {
      socket.send(line.slice('text '.length));
    } else if (line === 'ping') {
      socket.ping();
    } else {
      const isFragment = line.endsWith('...');
      const hex = isFragment ? line.slice(0, -'...'.length) : line;
      socket.send(Buffer.from(hex, 'hex'), { binary: true, fin: !isFragment });
    }
  });
});
