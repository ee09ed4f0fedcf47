package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import lb.proxy.loop.LoopContext;
import lb.proxy.route.HeadEdits;
import lb.proxy.settings.HeadLimits;
import org.jspecify.annotations.Nullable;

/**
 * The way of a response from the server to the client: interim heads, the final head, the body. Who is to be told of its
 * faults is the {@link Relay}'s to know. Reused for every exchange of a client connection.
 */
final class ResponseRelay {
    /** More interim responses to one request are a server out of its mind. */
    static final int MAX_INTERIM_RESPONSES = 100;

    /** Bytes of a body that are copied to go out with the head: about what fits into a packet or three. */
    private static final int MOST_JOINED = 4 * 1024;

    private final Exchange exchange;
    private final Resending resending;
    private final ClientConnection client;
    private final ExchangeAccount account;
    private final BodyRelay requestBody;
    private final BodyRelay body = new BodyRelay();
    private final ResponseHead head;

    /** Null where there are no rules. */
    private final @Nullable EditedResponse edited;

    private boolean toHead;
    private boolean http10;
    private boolean upgrade;
    private boolean toConnect;
    private int interimResponses;
    private boolean started;
    private boolean over;

    /** Whether the head has just been forwarded. */
    private boolean begun;

    private boolean authenticatesConnection;

    /** @param requestBody tells whether the request is whole, on which it depends what may follow the response */
    ResponseRelay(
            HeadLimits limits,
            Exchange exchange,
            Resending resending,
            ClientConnection client,
            ExchangeAccount account,
            BodyRelay requestBody) {
        this.exchange = exchange;
        this.resending = resending;
        this.client = client;
        this.account = account;
        this.requestBody = requestBody;
        head = new ResponseHead(limits);
        edited = account.cameIn().rules() == null ? null : new EditedResponse(head, limits, client, account);
    }

    /** There is no response yet. */
    void clear() {
        interimResponses = 0;
        started = false;
        begun = false;
        over = false;
    }

    /** The next response is to this request. */
    void begin(RequestHead request) {
        clear();
        toHead = request.isHead();
        http10 = request.http10();
        upgrade = request.upgrade();
        toConnect = request.isConnect();
        if (edited != null) {
            edited.isTo(request, client.received().buffer());
        }
    }

    /** The next byte is the first of a head. */
    void expectHead() {
        head.reset(toHead, upgrade, toConnect);
    }

    /** Why the response is refused; only when it is. */
    Malformed malformed() {
        if (started) {
            return Malformed.known(body.malformed());
        }
        Malformed ofHead = head.malformed();
        return ofHead == null ? Malformed.INTERIM_RESPONSES : ofHead;
    }

    /** Where in what is left something is wrong; only when the response is refused. */
    int position() {
        if (started) {
            return body.position();
        }
        // One interim response too many is wrong as a whole.
        return head.malformed() == null ? 0 : head.position();
    }

    /**
     * Reads and forwards heads; {@link HeadProgress#COMPLETE} when the final one is among them. One that is a reason to
     * send the request again is not forwarded, nor is one in whose place a rule answers, and this server's is over then.
     */
    HeadProgress relayHeads(Received received) {
        while (!started) {
            if (received.isEmpty()) {
                return HeadProgress.INCOMPLETE;
            }
            HeadProgress progress = head.read(received.buffer());
            if (progress != HeadProgress.COMPLETE) {
                return progress;
            }
            if (head.isInterim() && interimResponses == MAX_INTERIM_RESPONSES) {
                return HeadProgress.MALFORMED;
            }
            if (interimResponses == 0 && resending.afterStatus(head.status())) {
                return HeadProgress.INCOMPLETE;
            }
            if (!head.isInterim()) {
                // What the server is judged by is its own, whatever rules make of it.
                authenticatesConnection = head.authenticatesConnection(received.buffer());
                account.responseRead(head.status(), head.lines(), received.buffer());
            }
            if (edited == null || head.isInterim()) {
                forwardHead(received, received.buffer());
            } else if (!forwardEdited(edited, received)) {
                return HeadProgress.INCOMPLETE;
            }
        }
        return HeadProgress.COMPLETE;
    }

    private boolean forwardEdited(EditedResponse response, Received received) {
        response.begin(received.buffer());
        try {
            boolean passes = exchange.passes(response);
            if (passes) {
                forwardHead(received, response.bytes());
            }
            return passes;
        } finally {
            response.release();
        }
    }

    /** @param lines where the lines of the head lie that has come, which rules may have edited */
    private void forwardHead(Received received, ByteBuf lines) {
        ByteBuf in = received.buffer();
        int length = head.length();
        int rest = in.readableBytes() - length;
        int joined = head.bodyFraming() == BodyFraming.LENGTH && rest <= MOST_JOINED ? rest : 0;
        HeadEdits edits = exchange.responseEdits();
        int added = account.cookies().room() + (edits == null ? 0 : edits.appendedBytes());
        ByteBuf out = client.stream().buffer(head.lines().size() + ForwardedHead.MAX_ADDED + joined + added);
        if (!head.isInterim()) {
            start(lines, out, edits);
        } else if (!http10) {
            // An HTTP/1.0 client does not know of interim responses (RFC 9110 section 15.2).
            ForwardedHead.write(head, in, out, ForwardedHead.Connection.PERSISTS, false, null);
        }
        in.skipBytes(length);
        // What follows a head that opens a tunnel is no body.
        if (joined > 0 && !head.opensTunnel()) {
            body.join(in, out);
            over |= body.isOver();
        }
        received.trim();
        account.sent(out.readableBytes());
        client.stream().write(out);
        if (head.isInterim()) {
            interimResponses++;
            expectHead();
        }
    }

    private void start(ByteBuf in, ByteBuf out, @Nullable HeadEdits edits) {
        boolean unchunked = http10 && head.bodyFraming() == BodyFraming.CHUNKED;
        body.begin(head.bodyFraming(), head.contentLength(), unchunked);
        over = body.isOver() && !head.opensTunnel();
        // What of the request is still to come may never come, so nothing can be told to follow it.
        boolean mayPersist = requestBody.isOver() && !unchunked && !body.isUntilClose();
        ForwardedHead.Connection connection = head.opensTunnel()
                ? head.isSwitchingProtocols() ? ForwardedHead.Connection.UPGRADE : ForwardedHead.Connection.PERSISTS
                : exchange.connectionAfterResponse(mayPersist);
        CookieExchange cookies = account.cookies();
        cookies.beginResponse(head.lines(), in);
        ForwardedHead.write(head, in, out, connection, http10, edits);
        cookies.writeResponse(account.chosenServer(), head.lines(), in, out, edits);
        ForwardedHead.spell(out, edits);
        account.responseForwarded(head.status(), head.lines(), in);
        started = true;
        begun = true;
        exchange.responseStarted();
    }

    /** Forwards what has come of the body. */
    BodyRelay.Progress relayBody(Received received) {
        if (over || received.isEmpty()) {
            return over ? BodyRelay.Progress.END : BodyRelay.Progress.MORE;
        }
        BodyRelay.Progress progress = body.relay(received, client.stream());
        account.sent(body.moved());
        over |= progress == BodyRelay.Progress.END;
        return progress;
    }

    /** What is left of the body, to be spliced. */
    BodySplice splice(LoopContext loop, BodySplice.Owner owner) {
        return new BodySplice(loop, body, owner);
    }

    /** So many bytes of the body have gone another way. */
    void spliced(long bytes) {
        account.sent(bytes);
        over |= body.isOver();
    }

    /** The server has closed its half, which ends a body without a length of its own. */
    void endBody() {
        over = true;
    }

    /** Whether anything has come of a response, be it an interim one. */
    boolean hasHead() {
        return started || interimResponses > 0;
    }

    /** Whether the final head has been forwarded. */
    boolean isStarted() {
        return started;
    }

    boolean isOver() {
        return over;
    }

    /**
     * Whether the body that goes with the head has not begun: servers often send them by two writes, a few microseconds
     * apart. True once.
     */
    boolean isAtItsBeginning() {
        boolean begins = begun && !over && !head.opensTunnel() && body.remaining() < BodySplice.LEAST;
        begun = false;
        return begins;
    }

    /** Whether the head is one that makes the connections a {@link Tunnel}. */
    boolean opensTunnel() {
        return head.opensTunnel();
    }

    /** Whether the server asks the client to authenticate itself for all of the connection; once it has started. */
    boolean authenticatesConnection() {
        return authenticatesConnection;
    }

    /** Whether the server lets its connection go on. */
    boolean keepAlive() {
        return head.keepAlive();
    }

    boolean isUntilClose() {
        return body.isUntilClose();
    }

    /** Whether only a reset tells the client that its response is cut: its end is the connection's. */
    boolean isCutUnseen() {
        return started && (body.isUntilClose() || http10);
    }
}
