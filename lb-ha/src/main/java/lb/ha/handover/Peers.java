package lb.ha.handover;

import java.util.List;

/** Other nodes of ours, as the lifeline knows them. Any thread; never waits. */
public interface Peers {
    /** No lifeline. */
    Peers NONE = new Peers() {
        @Override
        public List<Node> now(String virtualRouter) {
            return List.of();
        }

        @Override
        public void send(String node, Message message) {}
    };

    /** What they have last said of a virtual router. */
    List<Node> now(String virtualRouter);

    /** Says something to one of them, if it is connected. */
    void send(String node, Message message);

    /**
     * A node.
     *
     * @param connected whether it is heard now
     * @param standing what it does with the virtual router by its last words
     * @param priority by its last words, 0 where it does not take part
     */
    record Node(String node, boolean connected, Standing standing, int priority) {
        /** Whether it could take over. */
        public boolean isReady() {
            return connected && standing == Standing.READY;
        }

        /** Whether its process has ended, or has said that it takes no part any more. */
        boolean isGone() {
            return !connected && standing == Standing.NOT_READY;
        }
    }

    /** What a node does with a virtual router. */
    enum Standing {
        /** It is master. */
        OWNER,
        /** It is a backup that can serve. */
        READY,
        /** It could not take over: it does not take part, cannot serve, or its process has ended. */
        NOT_READY,
        /** It has not been heard of. */
        UNKNOWN
    }
}
