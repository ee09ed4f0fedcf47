package lb.ha.address;

import java.io.IOException;

/** The kernel refuses a change of addresses; the message says what was tried, why it failed and what helps. */
public final class AddressException extends IOException {
    private static final long serialVersionUID = 1;

    public AddressException(String message) {
        super(message);
    }
}
