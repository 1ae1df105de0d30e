package io.edgemq.ops.gen;

import static io.edgemq.ops.gen.Member.Need.OPTIONAL;
import static io.edgemq.ops.gen.Member.Need.REQUIRED;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;

/// Trucks around a town: a track on the map, speed and heading as they follow from it.
final class Vehicles implements Schema {
  private static final double LATITUDE = 52.52;
  private static final double LONGITUDE = 13.405;

  /// How far from the middle its home may be, and how far from home a truck goes, in degrees.
  private static final double SPREAD = 0.2;

  private static final double REACH = 0.05;
  private static final double METERS_A_DEGREE = 111_320;

  /// From one end of the reach to the other at about 50 km/h.
  private static final int LEG = 20 * 60_000;

  private static final int HOME = 1;
  private static final int NORTH = 2;
  private static final int EAST = 4;
  private static final int TANK = 6;
  private static final int ODOMETER_START = 7;
  private static final long IN_SERVICE_SINCE_MS = 1_700_000_000_000L;

  private static final Member VERSION = Member.number("v", REQUIRED);
  private static final Member VEHICLE = Member.text("vehicle_id", REQUIRED);
  private static final Member SEQUENCE = Member.number("seq", REQUIRED);
  private static final Member TIME = Member.number("ts", REQUIRED);
  private static final Member POSITION = Member.text("position", REQUIRED);
  private static final Member LAT = Member.number("lat", REQUIRED);
  private static final Member LON = Member.number("lon", REQUIRED);
  private static final Member SPEED = Member.number("speed_kmh", REQUIRED);
  private static final Member HEADING = Member.number("heading_deg", OPTIONAL);
  private static final Member FUEL = Member.number("fuel_pct", OPTIONAL);
  private static final Member ODOMETER = Member.number("odometer_km", OPTIONAL);
  private static final Member IGNITION = Member.text("ignition", OPTIONAL);
  private static final byte[] PREFIX = "truck-".getBytes(US_ASCII);

  @Override
  public String name() {
    return "vehicles";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String devicePrefix() {
    return "truck-";
  }

  @Override
  public List<Member> drifting() {
    return List.of(VEHICLE, TIME, SPEED, HEADING, FUEL, ODOMETER);
  }

  @Override
  public void write(Moment moment, MessageWriter out) {
    Draws draws = moment.draws();
    long at = moment.measuredMs();
    double latitude = latitude(draws, at);
    double longitude = longitude(draws, at);
    double north = (latitude - latitude(draws, at - 1_000)) * METERS_A_DEGREE;
    double east =
        (longitude - longitude(draws, at - 1_000))
            * METERS_A_DEGREE
            * Math.cos(Math.toRadians(LATITUDE));
    double speed = 3.6 * Math.hypot(north, east);
    long heading = Math.round(Math.toDegrees(Math.atan2(east, north)) + 360) % 360;
    double minutes = (at - IN_SERVICE_SINCE_MS) / 60e3;
    out.number(VERSION, version());
    out.text(VEHICLE, PREFIX, moment.device(), GeneratedMessages.DEVICE_DIGITS);
    out.number(SEQUENCE, moment.number());
    out.number(TIME, moment.toldMs());
    out.open(POSITION);
    out.decimal(LAT, Math.round(1e6 * latitude), 6);
    out.decimal(LON, Math.round(1e6 * longitude), 6);
    out.close();
    out.decimal(SPEED, Math.round(10 * speed), 1);
    out.number(HEADING, heading);
    out.decimal(FUEL, Math.round(10 * (95 - (minutes / 6 + 80 * draws.unit(TANK, 0)) % 85)), 1);
    out.decimal(
        ODOMETER, Math.round(minutes * 5) + 10L * draws.below(200_000, ODOMETER_START, 0), 1);
    out.flag(IGNITION, speed > 3);
  }

  private static double latitude(Draws draws, long at) {
    return LATITUDE + SPREAD * (2 * draws.unit(HOME, 0) - 1) + REACH * draws.walk(NORTH, at, LEG);
  }

  private static double longitude(Draws draws, long at) {
    return LONGITUDE + SPREAD * (2 * draws.unit(HOME, 1) - 1) + REACH * draws.walk(EAST, at, LEG);
  }
}
