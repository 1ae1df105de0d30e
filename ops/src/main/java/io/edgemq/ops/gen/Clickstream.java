package io.edgemq.ops.gen;

import static io.edgemq.ops.gen.Member.Need.OPTIONAL;
import static io.edgemq.ops.gen.Member.Need.REQUIRED;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;

/// Visitors of a shop: sessions that land, look at products and buy at times; some are bots.
final class Clickstream implements Schema {
  private static final int EVENTS_A_SESSION = 12;
  private static final int PRODUCTS = 400;
  private static final int SESSION = 1;
  private static final int SESSION_ID = 2;
  private static final int EVENT_ID = 3;
  private static final int BOT = 4;
  private static final int WHAT = 5;
  private static final int WHICH = 6;
  private static final int LONG = 7;
  private static final int PRICE = 8;
  private static final int SOURCE = 9;
  private static final double BOTS = 0.05;

  private static final Member VERSION = Member.number("v", REQUIRED);
  private static final Member EVENT_KEY = Member.text("event_id", REQUIRED);
  private static final Member VISITOR = Member.text("visitor_id", REQUIRED);
  private static final Member SESSION_KEY = Member.text("session_id", REQUIRED);
  private static final Member SEQUENCE = Member.number("seq", REQUIRED);
  private static final Member TIME = Member.number("ts", REQUIRED);
  private static final Member EVENT = Member.text("event", REQUIRED);
  private static final Member PATH = Member.text("path", OPTIONAL);
  private static final Member REFERRER = Member.text("referrer", OPTIONAL);
  private static final Member DURATION = Member.number("duration_ms", OPTIONAL);
  private static final Member AMOUNT = Member.number("amount", OPTIONAL);
  private static final Member IS_BOT = Member.text("bot", REQUIRED);
  private static final byte[] PREFIX = ascii("visitor-");
  private static final byte[] VIEWED = ascii("page_view");
  private static final byte[] SEARCHED = ascii("search");
  private static final byte[] ADDED = ascii("add_to_cart");
  private static final byte[] BOUGHT = ascii("purchase");
  private static final byte[] HOME = ascii("/");
  private static final byte[] SEARCH = ascii("/search?page=");
  private static final byte[] PRODUCT = ascii("/products/");
  private static final byte[] CHECKOUT = ascii("/checkout");
  private static final byte[][] SOURCES = {
    ascii("https://search.example/"), ascii("https://news.example/"), ascii("direct")
  };

  @Override
  public String name() {
    return "clickstream";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String devicePrefix() {
    return "visitor-";
  }

  @Override
  public List<Member> drifting() {
    return List.of(EVENT_KEY, VISITOR, SESSION_KEY, TIME, EVENT, PATH, DURATION);
  }

  @Override
  public boolean isFiltered(Draws draws, long number) {
    return isBot(draws, draws.stretch(SESSION, number, EVENTS_A_SESSION));
  }

  @Override
  public void write(Moment moment, MessageWriter out) {
    Draws draws = moment.draws();
    long number = moment.number();
    long session = draws.stretch(SESSION, number, EVENTS_A_SESSION);
    out.number(VERSION, version());
    out.hex(EVENT_KEY, draws.at(EVENT_ID, number));
    out.text(VISITOR, PREFIX, moment.device(), GeneratedMessages.DEVICE_DIGITS);
    out.hex(SESSION_KEY, draws.at(SESSION_ID, session));
    out.number(SEQUENCE, number);
    out.number(TIME, moment.toldMs());
    happen(draws, number, number == session, out);
    out.number(DURATION, 40 + (long) (1_500 * Math.pow(draws.unit(LONG, number), 3)));
    out.flag(IS_BOT, isBot(draws, session));
  }

  /// What the visitor does: a session lands at the home page, then mostly looks at products.
  private static void happen(Draws draws, long number, boolean lands, MessageWriter out) {
    double what = draws.unit(WHAT, number);
    long product = draws.below(PRODUCTS, WHICH, number);
    long cents = 199L + draws.below(20_000, PRICE, number);
    if (lands) {
      out.text(EVENT, VIEWED);
      out.text(PATH, HOME);
      out.text(REFERRER, SOURCES[draws.below(SOURCES.length, SOURCE, number)]);
      out.nothing(AMOUNT);
    } else if (what < 0.2) {
      out.text(EVENT, SEARCHED);
      out.text(PATH, SEARCH, 1 + product % 5, 1);
      out.nothing(REFERRER);
      out.nothing(AMOUNT);
    } else if (what < 0.8) {
      out.text(EVENT, VIEWED);
      out.text(PATH, PRODUCT, product, 3);
      out.nothing(REFERRER);
      out.nothing(AMOUNT);
    } else if (what < 0.95) {
      out.text(EVENT, ADDED);
      out.text(PATH, PRODUCT, product, 3);
      out.nothing(REFERRER);
      out.decimal(AMOUNT, cents, 2);
    } else {
      out.text(EVENT, BOUGHT);
      out.text(PATH, CHECKOUT);
      out.nothing(REFERRER);
      out.decimal(AMOUNT, 3 * cents, 2);
    }
  }

  private static boolean isBot(Draws draws, long session) {
    return draws.isOf(BOTS, BOT, session);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
