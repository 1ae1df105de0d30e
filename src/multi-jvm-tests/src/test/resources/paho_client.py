"""Publishes with Eclipse Paho for Python (1.6): WAY HOST PORT VERSION CLIENT USER KEY [CA].

WAY is tcp, tls, ws or wss, VERSION 4 (MQTT 3.1.1) or 5, CA a PEM file. Each line of the standard
input is a message: QOS TOPIC PAYLOAD, the payload in base64. At its end the client disconnects.

Prints what happens, one line each: `connected`, `refused CODE`, `disconnected CODE` where the
server ended a connection, and `published` for each message that has gone out (QoS 0) or has its
PUBACK (QoS 1). Comes back by itself where a connection is lost. Exit code 0 only if nothing is
left to be published.
"""

import base64
import os
import sys
import threading

import paho.mqtt.client as mqtt

SECONDS = 120

way, host, port, version, client_id, user, key = sys.argv[1:8]

all_published = threading.Condition()
to_publish = 0


def say(*words):
    print(*words, flush=True)


def on_connect(client, userdata, flags, code, properties=None):
    number = getattr(code, "value", code)
    if number == 0:
        say("connected")
    else:
        say("refused", number)
        os._exit(1)


def on_disconnect(client, userdata, code, properties=None):
    if isinstance(code, mqtt.ReasonCodes):
        say("disconnected", code.value)


def on_publish(client, userdata, message_id):
    global to_publish
    say("published")
    with all_published:
        to_publish -= 1
        all_published.notify()


client = mqtt.Client(
    client_id=client_id,
    protocol=int(version),
    transport="websockets" if way in ("ws", "wss") else "tcp",
)
client.username_pw_set(user, key)
if way in ("tls", "wss"):
    client.tls_set(ca_certs=sys.argv[8])
client.reconnect_delay_set(min_delay=1, max_delay=1)
client.on_connect = on_connect
client.on_disconnect = on_disconnect
client.on_publish = on_publish
client.connect(host, int(port))
client.loop_start()
for line in sys.stdin:
    qos, topic, payload = line.rstrip("\n").split(" ")
    with all_published:
        to_publish += 1
    client.publish(topic, base64.b64decode(payload), int(qos))
with all_published:
    if not all_published.wait_for(lambda: to_publish == 0, SECONDS):
        sys.exit("not published in time")
client.disconnect()
client.loop_stop()
