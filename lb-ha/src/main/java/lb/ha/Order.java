package lb.ha;

/** What a virtual router is told to do from outside; its sync group does the same. */
sealed interface Order {
    /** The name of the virtual router. */
    String virtualRouter();

    /** Leave the addresses to other nodes, and take them only where nobody else does. */
    record Yield(String virtualRouter) implements Order {}

    /** Stand for election as ever. */
    record Resume(String virtualRouter) implements Order {}

    /**
     * Give the addresses up now.
     *
     * @param stopping whether this node ends; else silence is soon reason enough to take them back
     * @param yielded whether only where they are still to be left to other nodes
     */
    record LetGo(String virtualRouter, String why, boolean stopping, boolean yielded) implements Order {}

    /** Become master now: the owner has given the addresses up for this node. */
    record TakeOver(String virtualRouter, String why) implements Order {}
}
