package lb.proxy.stats;

/** How a value is written, in HAProxy's words. */
public enum ValueType {
    /** A whole number of 32 bits, which may be negative. */
    S32,
    /** A whole number of 32 bits. */
    U32,
    /** A whole number of 64 bits. */
    U64,
    /** Words. */
    STR
}
