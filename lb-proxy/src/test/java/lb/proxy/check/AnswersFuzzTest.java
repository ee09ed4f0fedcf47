package lb.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import lb.proxy.settings.BytePattern;
import lb.proxy.settings.CheckRequest;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.HttpExpectation;

class AnswersFuzzTest {
    private static final List<String> PROTOCOLS =
            List.of("redis", "smtp", "ldap", "pgsql", "mysql", "mysql login", "tls", "agent");
    private static final Expectation HTTP = new HttpAnswer(new CheckSettings.Http(
            CheckRequest.of("GET", "/", "x"),
            List.of(
                    new HttpExpectation.Field("X", new BytePattern.Regex("y+"), true),
                    new HttpExpectation.Body(new BytePattern.Text("z"), false)),
            true));

    /** Whatever comes, an answer that has ended has a finding that can be shown. */
    @FuzzTest(maxDuration = "60s")
    void noBytesBreakAJudge(byte[] bytes) {
        for (String protocol : PROTOCOLS) {
            judge(AnswersTest.expectation(protocol), bytes);
        }
        judge(HTTP, bytes);
        AgentReply.of(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static void judge(Expectation expectation, byte[] bytes) {
        for (int length = 1; length < Math.min(bytes.length, 64); length++) {
            expectation.judge(Received.of(Arrays.copyOf(bytes, length), false));
        }
        if (bytes.length > 0) {
            Finding finding = expectation.judge(Received.of(bytes, true));
            assertThat(finding).isNotNull();
            assertThat(finding.result(1).info()).matches("[ -~]{0,120}");
        }
    }
}
