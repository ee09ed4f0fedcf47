package lb.proxy.check;

import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import org.jspecify.annotations.Nullable;

/** What an agent says: one line of text. The line itself is what is found; what it means is told by {@link AgentReply}. */
final class AgentLine implements Expectation {
    @Override
    public @Nullable Finding judge(Received answer) {
        for (int at = 0; at < answer.length(); at++) {
            int octet = answer.octet(at);
            if (octet == '\n' || octet == '\r') {
                return Finding.passed(answer.text(0, at));
            }
        }
        return answer.ended()
                ? new Finding(CheckStatus.L7TOUT, CheckResult.NO_CODE, "Ignoring incomplete line from agent")
                : null;
    }
}
