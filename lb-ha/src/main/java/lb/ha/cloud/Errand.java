package lb.ha.cloud;

/** What a mover can be asked for. */
enum Errand {
    CHECK,
    TAKE,
    LOOK
}
