package lb.admin.page;

/** What users change on the page. Virtual threads. */
public interface PageActions {
    /** What is done to a server. */
    sealed interface ServerAction {
        /** It takes traffic as its checks say. */
        record Ready() implements ServerAction {}

        /** It takes no new clients. */
        record Drain() implements ServerAction {}

        /** It takes nothing, and is not checked. */
        record Maint() implements ServerAction {}

        /**
         * Its share of the traffic.
         *
         * @param weight 0 to 256
         */
        record Weigh(int weight) implements ServerAction {}
    }

    /**
     * Does it to a server.
     *
     * @return false where there is none of that name
     */
    boolean change(String backend, String server, ServerAction action);

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

    /** Writes down who has changed what, in a sentence. */
    void audit(String sentence);
}
