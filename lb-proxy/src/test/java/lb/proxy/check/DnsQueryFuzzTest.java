package lb.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import lb.proxy.settings.DnsType;

class DnsQueryFuzzTest {
    @FuzzTest(maxDuration = "10s")
    void noReplyIsJudgedButByItsHeaderAndItsQuestion(byte[] reply) {
        int code = DnsQueryTest.query("example.com", DnsType.A).judge(reply);
        assertThat(code).isBetween(DnsQuery.INVALID, 15);
        if (code >= 0) {
            assertThat(reply[0] & 0xFF).isEqualTo(0xab);
            assertThat(reply[1] & 0xFF).isEqualTo(0xcd);
            assertThat(code).isEqualTo(reply[3] & 0x0F);
        }
    }
}
