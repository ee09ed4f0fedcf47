package lb.proxy.http2;

/** What an encoder does with a field whose value is in no table (RFC 7541 section 6.2). */
enum Indexing {
    /** Into the dynamic table: it is nearly always the same. */
    AT_ONCE,
    /** Into the dynamic table when it was seen not long ago: what is different each time would only drive others out. */
    SECOND_TIME,
    /** Not into the table. */
    NOT,
    /** Not into the table of whoever passes it on either: a secret, which must not be found by guessing (section 7.1.3). */
    NEVER
}
