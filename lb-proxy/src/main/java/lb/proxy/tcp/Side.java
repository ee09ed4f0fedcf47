package lb.proxy.tcp;

import lb.proxy.exchange.EndedBy;
import lb.proxy.stats.Counter;

/** Which of the two connections of a session, and what stands in the books when it ends the session. */
enum Side {
    CLIENT(EndedBy.CLIENT, EndedBy.CLIENT_TIMEOUT, Counter.BYTES_IN, Counter.CLIENT_ABORTS),
    SERVER(EndedBy.SERVER, EndedBy.SERVER_TIMEOUT, Counter.BYTES_OUT, Counter.SERVER_ABORTS);

    private final EndedBy aborted;
    private final EndedBy timedOut;
    private final Counter bytes;
    private final Counter aborts;

    Side(EndedBy aborted, EndedBy timedOut, Counter bytes, Counter aborts) {
        this.aborted = aborted;
        this.timedOut = timedOut;
        this.bytes = bytes;
        this.aborts = aborts;
    }

    Side other() {
        return this == CLIENT ? SERVER : CLIENT;
    }

    EndedBy aborted() {
        return aborted;
    }

    EndedBy timedOut() {
        return timedOut;
    }

    /** Counts the bytes that come from it. */
    Counter bytes() {
        return bytes;
    }

    /** Counts the sessions that it broke off. */
    Counter aborts() {
        return aborts;
    }
}
