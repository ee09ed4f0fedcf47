package lb.ha.link;

import java.io.IOException;

/** The kernel refuses to carry adverts; the message says what was tried, why it failed and what helps. */
public final class LinkException extends IOException {
    private static final long serialVersionUID = 1;

    public LinkException(String message) {
        super(message);
    }
}
