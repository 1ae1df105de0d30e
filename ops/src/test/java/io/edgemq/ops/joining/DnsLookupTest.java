package io.edgemq.ops.joining;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.settings.NodeSettings.HostPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsLookupTest {
  @Test
  void anSrvRecordNamesHostAndPort() {
    assertThat(DnsLookup.ofSrv("10 20 2551 Node-1.example.TEST."))
        .as("without the dot of the root, in small letters")
        .hasValue(new HostPort("node-1.example.test", 2551));
    assertThat(DnsLookup.ofSrv("0 0 65535 localhost")).hasValue(new HostPort("localhost", 65_535));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 0 2551 .",
        "0 0 0 a.test.",
        "0 0 65536 a.test.",
        "0 0 a.test.",
        "0 0 2551 a b.test.",
        "0 0 2551 a\\.b/c.",
        ""
      })
  void whatNamesNoAddressIsLeftOut(String record) {
    assertThat(DnsLookup.ofSrv(record)).isEmpty();
  }
}
