package lb.proxy.http1;

/** How far a head has come. */
enum HeadProgress {
    INCOMPLETE,
    COMPLETE,
    MALFORMED
}
