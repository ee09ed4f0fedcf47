package lb.proxy.exchange;

import java.net.InetSocketAddress;
import lb.proxy.settings.LogFormat;
import org.jspecify.annotations.Nullable;

/**
 * Everything a log line tells of one ended exchange: a TCP connection, or one HTTP request with its response.
 * Times are whole milliseconds, -1 for a phase never reached.
 *
 * @param format which line is wanted; never {@link LogFormat#NONE}
 * @param client where the client connects from
 * @param frontend name of the frontend
 * @param backend name of the backend; the frontend's where none was chosen
 * @param server name of the server, {@code <NOSRV>} or {@code <STATS>}
 * @param startedAt wall-clock time, in ms since 1970, of the first byte of the request (HTTP) or the accept (TCP)
 * @param requestMillis waiting for the whole request head ({@code %TR})
 * @param queueMillis waiting in queues ({@code %Tw})
 * @param connectMillis connecting to the server, retries included ({@code %Tc})
 * @param responseMillis waiting for the response head ({@code %Tr})
 * @param totalMillis from start to end ({@code %Ta} and {@code %Tt})
 * @param status HTTP status sent to the client, -1 for none
 * @param bytesToClient bytes sent to the client, heads included ({@code %B})
 * @param endedBy first letter of the termination state
 * @param endedIn second letter of the termination state
 * @param processConnections connections of the process at the end ({@code %ac})
 * @param frontendConnections connections of the frontend ({@code %fc})
 * @param backendConnections connections of the backend ({@code %bc})
 * @param serverConnections connections of the server ({@code %sc})
 * @param retries connection attempts after the first ({@code %rc})
 * @param redispatched whether the server is another than the one first chosen (a {@code +} before the retries)
 * @param requestLine the request line as received, without its line end; null in TCP, {@code <BADREQ>} when unreadable
 */
public record ExchangeEnd(
        LogFormat format,
        InetSocketAddress client,
        String frontend,
        String backend,
        String server,
        long startedAt,
        long requestMillis,
        long queueMillis,
        long connectMillis,
        long responseMillis,
        long totalMillis,
        int status,
        long bytesToClient,
        EndedBy endedBy,
        EndedIn endedIn,
        int processConnections,
        int frontendConnections,
        int backendConnections,
        int serverConnections,
        int retries,
        boolean redispatched,
        @Nullable String requestLine) {
    /** The server's name in a line when none was chosen. */
    public static final String NO_SERVER = "<NOSRV>";

    /** The server's name in a line when the proxy answered with a page of its own. */
    public static final String LOCAL_SERVER = "<STATS>";

    /** The request line in a log line when none could be read. */
    public static final String BAD_REQUEST = "<BADREQ>";
}
