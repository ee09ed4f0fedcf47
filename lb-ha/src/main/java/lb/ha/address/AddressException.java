package lb.ha.address;

import java.io.IOException;

/** The kernel refuses a change of addresses; the message says what was tried, why it failed and what helps. */
public final class AddressException extends IOException {
    private static final long serialVersionUID = 1;

    public AddressException(String message) {
        super(message);
    }

    /** @param tried such as "add route 10.0.0.0/8" */
    static AddressException refused(String tried, NetlinkReply.Result result) {
        return refused(tried, result.words());
    }

    /** @param tried such as "add route 10.0.0.0/8" */
    static AddressException refused(String tried, String reason) {
        return new AddressException("cannot " + tried + ": " + reason);
    }
}
