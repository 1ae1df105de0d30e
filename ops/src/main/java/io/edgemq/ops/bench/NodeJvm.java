package io.edgemq.ops.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/// The JVM of another process on this machine, of the same user, asked by JMX. Safe for use by any
/// thread.
final class NodeJvm implements AutoCloseable {
  private static final String DIAGNOSTICS = "com.sun.management:type=DiagnosticCommand";
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  private final JMXConnector connector;
  private final MBeanServerConnection connection;
  private final ThreadMXBean threads;
  private final List<GarbageCollectorMXBean> collectors;

  private NodeJvm(JMXConnector connector) throws IOException {
    this.connector = connector;
    connection = connector.getMBeanServerConnection();
    threads =
        ManagementFactory.newPlatformMXBeanProxy(
            connection, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    // What runs beside the program is no pause.
    collectors =
        ManagementFactory.getPlatformMXBeans(connection, GarbageCollectorMXBean.class).stream()
            .filter(it -> !it.getName().contains("Concurrent") && !it.getName().contains("Cycles"))
            .toList();
  }

  /// Asks the JVM to answer. It is one that this program has started, so it is trusted.
  @SuppressWarnings("BanJNDI")
  static NodeJvm attach(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        var address = new JMXServiceURL(machine.startLocalManagementAgent());
        return new NodeJvm(JMXConnectorFactory.connect(address));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("the JVM " + pid + " cannot be asked: " + e.getMessage(), e);
    }
  }

  /// By all threads since it began, also those that have ended.
  long allocatedBytes() {
    return threads.getTotalThreadAllocatedBytes();
  }

  /// How long the program stood still for collections, since it began.
  long pausedMillis() {
    return collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum();
  }

  /// Of the objects that are reachable, found by full collections.
  long liveHeapBytes() throws IOException {
    try {
      // What the first one has made reachable for the last time, the second one takes away.
      String _ = histogram();
      Matcher total = TOTAL.matcher(histogram());
      if (!total.find()) {
        throw new IOException("the histogram of the heap has no total");
      }
      return Long.parseLong(total.group(1));
    } catch (JMException e) {
      throw new IOException("the JVM does not count its objects: " + e.getMessage(), e);
    }
  }

  private String histogram() throws IOException, JMException {
    return (String)
        connection.invoke(
            new ObjectName(DIAGNOSTICS),
            "gcClassHistogram",
            new Object[] {new String[0]},
            new String[] {String[].class.getName()});
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException _) {
      // The process has gone first.
    }
  }
}
