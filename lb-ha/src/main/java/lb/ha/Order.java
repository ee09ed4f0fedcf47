package lb.ha;

/** What a person wants of a virtual router. */
sealed interface Order {
    /** The name of the virtual router, whose sync group does the same. */
    String virtualRouter();

    /** Leave the addresses to other nodes, and take them only where nobody else does. */
    record Yield(String virtualRouter) implements Order {}

    /** Stand for election as ever. */
    record Resume(String virtualRouter) implements Order {}
}
