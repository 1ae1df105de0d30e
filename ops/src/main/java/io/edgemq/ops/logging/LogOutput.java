package io.edgemq.ops.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import io.edgemq.ops.settings.NodeSettings.LogFormat;
import java.net.URL;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/// Turns the log to the format of the settings. What is logged before they are read looks as
/// `EDGEMQ_LOG_FORMAT` in the environment says, and `logback.xml` names what there is.
public final class LogOutput {
  private static final String FORMAT = "EDGEMQ_LOG_FORMAT";
  private static final String CONFIGURATION = "/logback.xml";

  private LogOutput() {}

  /// Uses a format from now on. To be called once, before anything else is started; nothing is
  /// changed where the program runs with a `logback.xml` or another log of its owner's.
  public static void use(LogFormat format) {
    String name = format.name().toLowerCase(Locale.ROOT);
    boolean isOurs =
        System.getProperty("logback.configurationFile") == null
            && LoggerFactory.getILoggerFactory() instanceof LoggerContext;
    if (isOurs && !name.equals(Objects.requireNonNullElse(System.getenv(FORMAT), "text"))) {
      System.setProperty(FORMAT, name); // before the environment, for logback
      configure((LoggerContext) LoggerFactory.getILoggerFactory());
    }
  }

  /// Reads `logback.xml` anew.
  static void configure(LoggerContext context) {
    URL configuration = Objects.requireNonNull(LogOutput.class.getResource(CONFIGURATION));
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    context.reset();
    try {
      configurator.doConfigure(configuration);
    } catch (JoranException e) {
      throw new IllegalStateException("a broken " + CONFIGURATION, e);
    }
  }
}
