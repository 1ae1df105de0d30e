package io.edgemq.ops.gen;

import static io.edgemq.ops.gen.Member.Need.OPTIONAL;
import static io.edgemq.ops.gen.Member.Need.REQUIRED;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;

/// Sensors in halls: temperature and humidity wander, batteries get empty and are changed.
final class IotSensors implements Schema {
  private static final int HALLS = 6;
  private static final int HALF_HOUR = 30 * 60_000;
  private static final int MINUTE = 60_000;
  private static final int WARMTH = 1;
  private static final int SWING = 2;
  private static final int NOISE = 4;
  private static final int DAMP = 5;
  private static final int BATTERY = 7;
  private static final int SIGNAL = 8;

  private static final Member VERSION = Member.number("v", REQUIRED);
  private static final Member DEVICE = Member.text("device_id", REQUIRED);
  private static final Member SEQUENCE = Member.number("seq", REQUIRED);
  private static final Member TIME = Member.number("ts", REQUIRED);
  private static final Member SITE = Member.text("site", OPTIONAL);
  private static final Member TEMPERATURE = Member.number("temperature", REQUIRED);
  private static final Member HUMIDITY = Member.number("humidity", OPTIONAL);
  private static final Member BATTERY_PERCENT = Member.number("battery_pct", OPTIONAL);
  private static final Member RSSI = Member.number("rssi_dbm", OPTIONAL);
  private static final byte[] PREFIX = "sensor-".getBytes(US_ASCII);
  private static final byte[] HALL = "hall-".getBytes(US_ASCII);

  @Override
  public String name() {
    return "iot_sensors";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String devicePrefix() {
    return "sensor-";
  }

  @Override
  public List<Member> drifting() {
    return List.of(DEVICE, TIME, TEMPERATURE, HUMIDITY, BATTERY_PERCENT, RSSI, SITE);
  }

  @Override
  public void write(Moment moment, MessageWriter out) {
    Draws draws = moment.draws();
    long at = moment.measuredMs();
    double warmth = 18 + 6 * draws.unit(WARMTH, 0) + 4 * draws.walk(SWING, at, HALF_HOUR);
    double noise = 0.1 * (draws.unit(NOISE, moment.number()) - 0.5);
    double damp = 65 - warmth + 12 * draws.walk(DAMP, at, HALF_HOUR);
    long age = at / MINUTE + draws.below(10_000, BATTERY, 0);
    out.number(VERSION, version());
    out.text(DEVICE, PREFIX, moment.device(), GeneratedMessages.DEVICE_DIGITS);
    out.number(SEQUENCE, moment.number());
    out.number(TIME, moment.toldMs());
    out.text(SITE, HALL, moment.device() % HALLS + 1L, 1);
    out.decimal(TEMPERATURE, Math.round(100 * (warmth + noise)), 2);
    out.decimal(HUMIDITY, Math.round(10 * damp), 1);
    out.number(BATTERY_PERCENT, 100 - age / 100 % 95);
    out.number(RSSI, Math.round(-62 + 18 * draws.walk(SIGNAL, at, MINUTE)));
  }
}
