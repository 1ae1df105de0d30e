"""Publishes with Eclipse Paho for Python (1.6): HOST PORT USER KEY TOPIC QOS COUNT.

Payloads are `paho 0`, `paho 1`, ... Prints the CONNACK's return code; exit code 0 only if every
message has gone out (QoS 0) or has its PUBACK (QoS 1).
"""

import sys
import threading

import paho.mqtt.client as mqtt

host, port, user, key, topic, qos, count = sys.argv[1:]

answered = threading.Event()
codes = []


def on_connect(client, userdata, flags, code):
    codes.append(code)
    answered.set()


client = mqtt.Client(client_id="paho-python-" + qos)
client.username_pw_set(user, key)
client.on_connect = on_connect
client.connect(host, int(port))
client.loop_start()
if not answered.wait(60):
    sys.exit("no CONNACK")
print("CONNACK", codes[0], flush=True)
if codes[0] != 0:
    client.loop_stop()
    sys.exit(1)
messages = [client.publish(topic, f"paho {n}", int(qos)) for n in range(int(count))]
for message in messages:
    message.wait_for_publish(60)
    if not message.is_published():
        sys.exit("not published in time")
client.disconnect()
client.loop_stop()
