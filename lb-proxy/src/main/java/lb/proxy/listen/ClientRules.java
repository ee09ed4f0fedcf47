package lb.proxy.listen;

import java.net.InetSocketAddress;
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
        return lets(list, frontend, subject, loop, refused);
    }

    /** Both for a client of UDP, whose handshake is over. */
    static boolean let(Frontend frontend, InetSocketAddress source, InetSocketAddress destination, int loop) {
        FrontendRules rules = frontend.rules();
        if (rules == null) {
            return true;
        }
        ConnectionSubject subject = new ConnectionSubject(
                source.getAddress().getAddress(),
                destination.getAddress().getAddress(),
                source.getPort(),
                destination.getPort(),
                frontend.name());
        return lets(rules.connection(), frontend, subject, loop, Counter.DENIED_CONNECTIONS)
                && lets(rules.session(), frontend, subject, loop, Counter.REFUSED_SESSIONS);
    }

    private static boolean lets(
            @Nullable RuleList list, Frontend frontend, ConnectionSubject subject, int loop, Counter refused) {
        if (list == null) {
            return true;
        }
        boolean lets = list.run(subject, HeadEditor.NONE).equals(Verdict.GO_ON);
        if (!lets) {
            frontend.counters().add(loop, refused, 1);
        }
        return lets;
    }
}
