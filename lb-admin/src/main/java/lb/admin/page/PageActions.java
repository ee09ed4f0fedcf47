package lb.admin.page;

import java.util.List;
import lb.proxy.listen.OpenSessions.Seen;

/** What users change on the page. Virtual threads. */
public interface PageActions {
    /** What is done to a server. */
    sealed interface ServerAction {}

    /** What needs no more to be said; the words are those of HAProxy's form. */
    enum Step implements ServerAction {
        READY("ready", "Ready: takes traffic as its checks say"),
        DRAIN("drain", "Drain: no new clients"),
        MAINT("maint", "Maintenance: nothing, and no checks"),
        SHUTDOWN("shutdown", "End its sessions"),
        CHECKS_ON("ehlth", "Checks: make them"),
        CHECKS_OFF("dhlth", "Checks: make none"),
        CHECKS_UP("hrunn", "Checks: take it for up"),
        CHECKS_STOPPING("hnolb", "Checks: take it for stopping"),
        CHECKS_DOWN("hdown", "Checks: take it for down"),
        AGENT_ON("eagent", "Agent: ask it"),
        AGENT_OFF("dagent", "Agent: do not ask it"),
        AGENT_UP("arunn", "Agent: take it for up"),
        AGENT_DOWN("adown", "Agent: take it for down");

        private final String word;
        private final String sentence;

        Step(String word, String sentence) {
            this.word = word;
            this.sentence = sentence;
        }

        /** In HAProxy's form. */
        public String word() {
            return word;
        }

        /** For people. */
        String sentence() {
            return sentence;
        }
    }

    /**
     * Its share of the traffic.
     *
     * @param weight 0 to 256
     */
    record Weigh(int weight) implements ServerAction {}

    /**
     * Does it to servers of a backend, in one go.
     *
     * @param servers names, each once
     * @return those to which it was done, in their order: not where there is none of that name, or it has no checks or agent where these
     *     are meant
     */
    List<String> change(String backend, List<String> servers, ServerAction action);

    /**
     * Leaves a virtual IP to other nodes.
     *
     * @return false where there is none of that name
     */
    boolean leave(String virtualIp);

    /**
     * Ends that.
     *
     * @return false where there is none of that name
     */
    boolean resume(String virtualIp);

    /** What clients have open now. Waits for the event loops, for half a second at most. */
    Seen sessions();

    /**
     * Ends one of them.
     *
     * @param id its own
     * @return what it was; empty where there is none any more, or where it is not whole: then it may end yet
     */
    Seen end(String id);

    /** Writes down who has changed what, in a sentence. */
    void audit(String sentence);
}
