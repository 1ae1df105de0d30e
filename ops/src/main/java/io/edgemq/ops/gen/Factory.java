package io.edgemq.ops.gen;

import static io.edgemq.ops.gen.Member.Need.OPTIONAL;
import static io.edgemq.ops.gen.Member.Need.REQUIRED;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;

/// Presses in a factory: they run, wait, stand still with an alarm or are maintained, for a while
/// each; parts are counted from the beginning of a shift.
final class Factory implements Schema {
  private static final int MESSAGES_A_STATE = 30;
  private static final int LINES = 4;
  private static final int QUARTER = 15 * 60_000;
  private static final int STATE = 1;
  private static final int WHICH_STATE = 2;
  private static final int SCRAP = 3;
  private static final int CYCLE = 4;
  private static final int LOAD = 6;
  private static final int ALARM_CODE = 8;
  private static final double SCRAP_SHARE = 0.02;

  private static final Member VERSION = Member.number("v", REQUIRED);
  private static final Member MACHINE = Member.text("machine_id", REQUIRED);
  private static final Member LINE = Member.text("line", REQUIRED);
  private static final Member SEQUENCE = Member.number("seq", REQUIRED);
  private static final Member TIME = Member.number("ts", REQUIRED);
  private static final Member STATE_NAME = Member.text("state", REQUIRED);
  private static final Member CYCLE_MS = Member.number("cycle_ms", OPTIONAL);
  private static final Member PARTS = Member.number("parts", REQUIRED);
  private static final Member SCRAPPED = Member.number("scrap", OPTIONAL);
  private static final Member SPINDLE = Member.text("spindle", OPTIONAL);
  private static final Member RPM = Member.number("rpm", OPTIONAL);
  private static final Member LOAD_PERCENT = Member.number("load_pct", OPTIONAL);
  private static final Member ALARM = Member.text("alarm", OPTIONAL);
  private static final byte[] PREFIX = ascii("press-");
  private static final byte[] LINE_NAME = ascii("line-");
  private static final byte[] ALARM_NAME = ascii("E");
  private static final byte[][] STATES = {
    ascii("running"), ascii("idle"), ascii("alarm"), ascii("maintenance")
  };
  private static final int RUNNING = 0;
  private static final int ALARMED = 2;

  @Override
  public String name() {
    return "factory";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String devicePrefix() {
    return "press-";
  }

  @Override
  public List<Member> drifting() {
    return List.of(MACHINE, LINE, TIME, STATE_NAME, PARTS, SCRAPPED);
  }

  @Override
  public void write(Moment moment, MessageWriter out) {
    Draws draws = moment.draws();
    long number = moment.number();
    long shift = number - number % Draws.STRETCH_MAX;
    long parts = 0;
    long scrap = 0;
    long since = shift;
    for (long each = shift; each <= number; each++) {
      since = draws.isOf(1.0 / MESSAGES_A_STATE, STATE, each) ? each : since;
      if (state(draws, since) == RUNNING) {
        parts++;
        scrap += draws.isOf(SCRAP_SHARE, SCRAP, each) ? 1 : 0;
      }
    }
    int state = state(draws, since);
    out.number(VERSION, version());
    out.text(MACHINE, PREFIX, moment.device(), GeneratedMessages.DEVICE_DIGITS);
    out.text(LINE, LINE_NAME, moment.device() % LINES + 1L, 1);
    out.number(SEQUENCE, number);
    out.number(TIME, moment.toldMs());
    out.text(STATE_NAME, STATES[state]);
    out.number(PARTS, parts);
    out.number(SCRAPPED, scrap);
    spindle(draws, moment.measuredMs(), state == RUNNING, out);
    if (state == ALARMED) {
      out.text(ALARM, ALARM_NAME, 100 + draws.below(20, ALARM_CODE, since), 3);
    } else {
      out.nothing(ALARM);
    }
  }

  private static void spindle(Draws draws, long at, boolean isRunning, MessageWriter out) {
    if (!isRunning) {
      out.nothing(CYCLE_MS);
      out.nothing(SPINDLE);
      return;
    }
    double load = 60 + 30 * draws.walk(LOAD, at, QUARTER);
    out.number(CYCLE_MS, Math.round(4_000 + 300 * draws.walk(CYCLE, at, QUARTER)));
    out.open(SPINDLE);
    out.number(RPM, Math.round(1_900 - 3 * load));
    out.decimal(LOAD_PERCENT, Math.round(10 * load), 1);
    out.close();
  }

  /// The state that began with a message.
  private static int state(Draws draws, long since) {
    double draw = draws.unit(WHICH_STATE, since);
    if (draw < 0.75) {
      return RUNNING;
    }
    return draw < 0.9 ? 1 : draw < 0.96 ? ALARMED : 3;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
