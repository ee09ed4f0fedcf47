package lb.admin.haproxy;

import java.io.IOException;

/** A connection of a client, by whatever it speaks. */
interface ComparedClient {
    /** Sends what a script says, as it stands there, and takes what comes back. */
    ComparedAnswer exchange(ComparedScript.Exchange exchange) throws IOException;

    /** Whether it was closed, without being asked to. */
    boolean isClosed();
}
