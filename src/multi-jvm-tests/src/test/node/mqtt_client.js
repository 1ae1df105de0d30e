// Publishes with MQTT.js: URL VERSION CLIENT USER KEY.
//
// VERSION is 4 (MQTT 3.1.1) or 5. Each line of the standard input is a message: QOS TOPIC PAYLOAD,
// the payload in base64. At its end the client disconnects.
//
// Prints what happens, one line each: `connected`, `refused CODE`, `disconnected CODE` where the
// server ended a connection, and `published` for each message that has gone out (QoS 0) or has its
// PUBACK (QoS 1). Comes back by itself where a connection is lost.
'use strict';

const readline = require('readline');
const mqtt = require('mqtt');

const [url, version, clientId, username, password] = process.argv.slice(2);

const client = mqtt.connect(url, {
  protocolVersion: Number(version),
  clientId,
  username,
  password,
});
const waiting = new Set();

client.on('connect', () => console.log('connected'));
client.on('disconnect', (packet) => console.log(`disconnected ${packet.reasonCode}`));
client.on('error', (error) => {
  if (!client.connected && error.code > 0) {
    console.log(`refused ${error.code}`);
    process.exit(1);
  }
  console.error(error); // of one attempt to connect: there will be another
});

const lines = readline.createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const [qos, topic, payload] = line.split(' ');
  const published = client
    .publishAsync(topic, Buffer.from(payload, 'base64'), { qos: Number(qos) })
    .then(() => {
      waiting.delete(published);
      console.log('published');
    });
  waiting.add(published);
});
lines.on('close', async () => {
  await Promise.all(waiting);
  await client.endAsync();
});
