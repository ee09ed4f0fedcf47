package lb.proxy.listen;

import lb.proxy.rule.ConnectionSubject;
import lb.proxy.rule.FrontendRules;
import lb.proxy.rule.HeadEditor;
import lb.proxy.rule.RuleList;
import lb.proxy.rule.Verdict;
import lb.proxy.stats.Counter;
import org.jspecify.annotations.Nullable;

/** Asks the rules of a frontend for clients that have said nothing yet, and counts those that are refused. */
final class ClientRules {
    private ClientRules() {}

    /** Whether a connection may stay that was accepted just now. */
    static boolean letConnect(Frontend frontend, Client client, int loop) {
        FrontendRules rules = frontend.rules();
        return rules == null || lets(rules.connection(), frontend, client, loop, Counter.DENIED_CONNECTIONS);
    }

    /** Whether a client may stay that is known now. */
    static boolean letBegin(Frontend frontend, Client client, int loop) {
        FrontendRules rules = frontend.rules();
        return rules == null || lets(rules.session(), frontend, client, loop, Counter.REFUSED_SESSIONS);
    }

    private static boolean lets(@Nullable RuleList list, Frontend frontend, Client client, int loop, Counter refused) {
        if (list == null) {
            return true;
        }
        ConnectionSubject subject = new ConnectionSubject(
                client.sourceBytes(),
                client.destinationBytes(),
                client.sourcePort(),
                client.destinationPort(),
                frontend.name());
        boolean lets = list.run(subject, HeadEditor.NONE).equals(Verdict.GO_ON);
        if (!lets) {
            frontend.counters().add(loop, refused, 1);
        }
        return lets;
    }
}
