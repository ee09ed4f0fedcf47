package lb.ha.linux;

import java.io.IOException;

/** The lock is not to be had; the message says who has it and what helps. */
public final class NodeLockedException extends IOException {
    private static final long serialVersionUID = 1;

    NodeLockedException(String message) {
        super(message);
    }
}
