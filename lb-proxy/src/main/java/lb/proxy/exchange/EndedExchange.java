package lb.proxy.exchange;

import java.net.InetSocketAddress;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.LogLevel;
import lb.proxy.tls.TlsFacts;
import org.jspecify.annotations.Nullable;

/**
 * Everything a log line tells of one ended exchange: a TCP connection, or one HTTP request with its response. It is a
 * look at what the event loop keeps, so that the line costs no copy: true only on that loop, and only until the call
 * that it was handed to returns. Who keeps it, keeps {@link ExchangeEnd#of a copy}.
 *
 * <p>Times are whole milliseconds, -1 for a phase never reached. What only HTTP has, is none unless it is said.
 */
public interface EndedExchange {
    /** The server's name in a line when none was chosen. */
    String NO_SERVER = "<NOSRV>";

    /** The server's name in a line when the proxy answered with a page of its own. */
    String LOCAL_SERVER = "<STATS>";

    /** The first status that is a failure of ours or a server's. */
    int LEAST_ERROR = 500;

    /** The request line in a log line when none could be read. */
    String BAD_REQUEST = "<BADREQ>";

    /** Which line is wanted; never {@link LogFormat.Known#NONE}. */
    LogFormat format();

    /** Where the client connects from. */
    InetSocketAddress client();

    /** The address that the client has connected to; null where it is not known. */
    @Nullable
    InetSocketAddress local();

    /** Name of the frontend. */
    String frontend();

    /** Name of the backend; the frontend's where none was chosen. */
    String backend();

    /** Name of the server, {@code <NOSRV>} or {@code <STATS>}. */
    String server();

    /** The address of the server; null for none, and for one that has no IP address. */
    @Nullable
    InetSocketAddress serverAddress();

    /** Wall-clock time, in ms since 1970, of the first byte of the request (HTTP) or the accept (TCP). */
    long startedAt();

    /** Waiting for the first byte of the request, since the accept or the response before ({@code %Ti}). */
    default long idleMillis() {
        return 0;
    }

    /** Waiting for the whole request head ({@code %TR}). */
    default long requestMillis() {
        return -1;
    }

    /** Waiting in queues ({@code %Tw}). */
    long queueMillis();

    /** Connecting to the server, retries included ({@code %Tc}). */
    long connectMillis();

    /** Waiting for the response head ({@code %Tr}). */
    default long responseMillis() {
        return -1;
    }

    /** From start to end ({@code %Ta}; {@code %Tt} with the idle time). */
    long totalMillis();

    /** HTTP status sent to the client, -1 for none. */
    default int status() {
        return -1;
    }

    /** Bytes sent to the client, heads included ({@code %B}). */
    long bytesToClient();

    /** Bytes received from the client, heads included ({@code %U}). */
    long bytesFromClient();

    /** First letter of the termination state. */
    EndedBy endedBy();

    /** Second letter of the termination state. */
    EndedIn endedIn();

    /**
     * Whether it did not go well: a time-out, a refusal, one side that broke off, a retry, a status of 500 or more. Of
     * these HAProxy's {@code dontlog-normal} and {@code log-separate-errors} are.
     */
    default boolean isError() {
        return (endedBy() != EndedBy.NOBODY && endedBy() != EndedBy.LOCAL_ANSWER)
                || redispatched()
                || retries() > 0
                || status() >= LEAST_ERROR;
    }

    /** Whether its line is one of errors rather than of information. */
    default boolean isLoggedAsError() {
        return false;
    }

    /** The severity that a rule has given the line, never {@link LogLevel#SILENT}; null for the usual one. */
    default @Nullable LogLevel logLevel() {
        return null;
    }

    /** Connections of the process at the end ({@code %ac}). */
    int processConnections();

    /** Connections of the frontend ({@code %fc}). */
    int frontendConnections();

    /** Connections of the backend ({@code %bc}). */
    int backendConnections();

    /** Connections of the server ({@code %sc}). */
    int serverConnections();

    /** Connection attempts after the first ({@code %rc}). */
    int retries();

    /** Whether the server is another than the one first chosen (a {@code +} before the retries). */
    boolean redispatched();

    /** How many a server's own queue has served while this waited in it, this included; 0 for none ({@code %sq}). */
    int serverQueue();

    /** The same for the backend's queue ({@code %bq}). */
    int backendQueue();

    /**
     * What there was of the backend's cookie in the request, the third letter of HAProxy's termination state: none N, of no
     * server I, of one that is down D, valid V; a dash where the backend has no cookie.
     */
    default char requestCookie() {
        return '-';
    }

    /** What was done to it in the response, the fourth: nothing N, inserted I, left out D, left as it was P, rewritten R. */
    default char responseCookie() {
        return '-';
    }

    /**
     * The request line as received, one character a byte, without its line end and perhaps cut; null in TCP,
     * {@code <BADREQ>} when unreadable.
     */
    default @Nullable CharSequence requestLine() {
        return null;
    }

    /**
     * Why there was no exchange: the client's handshake came to nothing, in HAProxy's words, which stand in place of a line;
     * null where there was one.
     */
    default @Nullable String handshakeFailure() {
        return null;
    }

    /** The number of the bind where that handshake was, from 1 in its frontend; 0 where there was an exchange. */
    default int handshakeBind() {
        return 0;
    }

    /** What is known of the client's TLS with us; null where it speaks none. */
    default @Nullable TlsFacts tls() {
        return null;
    }

    /** The number of this among those of the process that were ever asked for one, from 0; the same each time it is asked. */
    default long number() {
        return -1;
    }

    /** The unique ID that the request has; null for none. */
    default @Nullable CharSequence uniqueId() {
        return null;
    }

    /** Its place in a trace; null for none, and where nobody looks for one. */
    default @Nullable Trace trace() {
        return null;
    }

    /** Fields of the request that were to be kept. */
    default CapturedFields requestFields() {
        return CapturedFields.NONE;
    }

    /** Fields of the server's response that were to be kept, all of them missing where there was none. */
    default CapturedFields responseFields() {
        return CapturedFields.NONE;
    }

    /** The cookie of the request that was to be kept, as {@code name=value} and perhaps cut; null for none. */
    default @Nullable CharSequence capturedRequestCookie() {
        return null;
    }

    /** The same of the server's response. */
    default @Nullable CharSequence capturedResponseCookie() {
        return null;
    }
}
