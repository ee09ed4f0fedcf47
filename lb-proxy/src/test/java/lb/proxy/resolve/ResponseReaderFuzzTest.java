package lb.proxy.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import java.util.List;
import lb.proxy.resolve.Reply.Addresses;
import lb.proxy.resolve.Reply.Nothing;
import lb.proxy.resolve.Reply.Services;

class ResponseReaderFuzzTest {
    @FuzzTest(maxDuration = "10s")
    void whateverANameServerSendsIsAddressesThatAMachineCanHaveOrNothing(byte[] message) {
        for (DnsRecordType type : List.of(DnsRecordType.A, DnsRecordType.AAAA, DnsRecordType.SRV)) {
            switch (ResponseReaderTest.read(message, type)) {
                case null -> {}
                case Addresses addresses -> {
                    assertThat(addresses.addresses()).isNotEmpty();
                    assertThat(addresses.ttlSeconds()).isBetween(0L, (long) Integer.MAX_VALUE);
                    assertThat(addresses.addresses())
                            .noneMatch(one -> one.isAnyLocalAddress() || one.isMulticastAddress());
                }
                case Services services -> {
                    assertThat(services.services()).isNotEmpty();
                    assertThat(services.services()).allMatch(one -> one.port() > 0 && one.port() <= 65535);
                    assertThat(services.services())
                            .allSatisfy(one -> assertThat(new DefaultDnsQuestion(one.host(), DnsRecordType.A))
                                    .isNotNull());
                }
                case Nothing nothing -> assertThat(nothing.detail()).isNotEmpty();
            }
        }
    }
}
