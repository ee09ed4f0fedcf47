package lb.admin.upgrade;

/** What a message of an upgrade is; {@link Conversation} draws them. New ones come behind: the numbers are those of older versions, too. */
enum Kind {
    /** From the new process: which versions of these messages it understands. */
    HELLO,

    /** From the old one: what it is. */
    NODE,

    /** Descriptors, and what they are. */
    SOCKETS,

    /** What backends have come to. */
    BACKENDS,

    /** Which clients belong to which servers of a backend. */
    CLIENTS,

    /** Nothing more comes. */
    BEGIN,

    /** From the new process: where it waits for the device that holds addresses. */
    DEVICE,

    /** From the old one: it has been sent, or there is none. */
    SENT,

    /** From the new process: it could serve. */
    READY,

    /** From the old one, which stands still: what the virtual routers have come to. */
    GO,

    /** From the new process: it serves. */
    TAKEN,

    /** From the new process: it listens to nodes and people, too. */
    SETTLED,

    /** From either: it has come to nothing, and why. */
    FAILED
}
