package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.health.Observed;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.Output;
import lb.proxy.loop.Splice;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.stats.Counter;
import org.jspecify.annotations.Nullable;

/**
 * What passes between a client and a server within one exchange: the request body one way, the response the other,
 * independently of each other; after 101, the {@link Tunnel}. Either side is read only while the other takes it. Reused for
 * every exchange of a client connection.
 */
final class Relay {
    /** For the end of a server that takes no more of a request, or for what it says to that: both are mostly there at once. */
    private static final long LAST_WORDS = TimeUnit.SECONDS.toNanos(1);

    private final Heads heads;
    private final Exchange exchange;
    private final Resending resending;
    private final ClientConnection client;
    private final ExchangeAccount account;
    /** In ns; zero means none. */
    private final long clientTimeout;

    private final BodyRelay requestBody = new BodyRelay();
    private final ResponseRelay response;
    private final Tunnel tunnel;

    private final BodySplice requestSplice;
    private final BodySplice responseSplice;

    private boolean awaitsContinue;
    private boolean authenticatesConnection;
    private long serverTimeout;
    private @Nullable ServerConnection server;

    Relay(
            LoopContext loop,
            Heads heads,
            Exchange exchange,
            Resending resending,
            ClientConnection client,
            ExchangeAccount account,
            FrontendTimeouts timeouts) {
        this.heads = heads;
        this.exchange = exchange;
        this.resending = resending;
        this.client = client;
        this.account = account;
        clientTimeout = timeouts.client().toNanos();
        response = new ResponseRelay(heads.limits(), exchange, resending, client, account, requestBody);
        requestSplice = new BodySplice(loop, requestBody, new RequestSplice());
        responseSplice = response.splice(loop, new ResponseSplice());
        tunnel = new Tunnel(client, account, timeouts);
    }

    /** A request without a head that could be read: nothing of it is to be relayed. */
    void clear() {
        requestBody.begin(BodyFraming.NONE, 0, false);
        awaitsContinue = false;
        response.clear();
        tunnel.reset();
    }

    /** A request with this head: its body is the next that the client sends. */
    void begin(RequestHead head) {
        clear();
        response.begin(head);
        awaitsContinue = head.expectsContinue();
        authenticatesConnection = head.authenticatesConnection();
        requestBody.begin(head.bodyFraming(), head.contentLength(), false);
    }

    /**
     * Sends the head, and relays from now on.
     *
     * @param serverTimeout in ns; zero means none
     */
    void start(ServerConnection connection, ByteBuf head, long serverTimeout) {
        server = connection;
        this.serverTimeout = serverTimeout;
        connection.use(this);
        if (authenticatesConnection) {
            connection.becomeOfOneClient();
        }
        response.expectHead();
        connection.stream().write(head);
        relayRequest(connection);
        if (server == connection) {
            connection.stream().flush();
            connection.stream().read();
            goOn();
        }
    }

    /** Ends relaying; the connection is the caller's again, or null where there is none yet. */
    @Nullable
    ServerConnection end() {
        ServerConnection connection = server;
        server = null;
        requestSplice.end();
        responseSplice.end();
        return connection;
    }

    boolean isRequestOver() {
        return requestBody.isOver();
    }

    boolean isResponseStarted() {
        return response.isStarted();
    }

    boolean isResponseOver() {
        return response.isOver();
    }

    boolean isTunnel() {
        return tunnel.isOpen();
    }

    /** Whether request and response are whole and the server's connection may carry another. */
    boolean isServerReusable() {
        return response.isOver() && !tunnel.isOpen() && requestBody.isOver() && response.keepAlive();
    }

    /** Whether only a reset tells the client that its response is cut: its end is the connection's. */
    boolean isResponseCutUnseen() {
        return response.isCutUnseen();
    }

    // The client's side

    /** The request body goes to no server: only what its chunks hold is wanted. */
    void keepRequestHere() {
        requestBody.leaveOutChunks();
    }

    /** Takes what has come of the request body and throws it away. */
    BodyRelay.Progress dropRequest() {
        return requestBody.relay(client.received(), null);
    }

    /** Takes what has come of the request body. */
    BodyRelay.Progress takeRequest(Output to) {
        return requestBody.relay(client.received(), to);
    }

    /** Why the request body is refused; only when it is. */
    Malformed requestMalformed() {
        return Malformed.known(requestBody.malformed());
    }

    /** Where in what is left of it. */
    int requestMalformedAt() {
        return requestBody.position();
    }

    void clientRead() {
        ServerConnection connection = server;
        if (connection == null) {
            return;
        }
        if (tunnel.isOpen()) {
            tunnel.clientRead(connection);
        } else {
            relayRequest(connection);
        }
    }

    private void relayRequest(ServerConnection connection) {
        if (requestBody.isOver() || client.received().isEmpty()) {
            return;
        }
        awaitsContinue = false;
        requestSplice.read(client.received().buffer().readableBytes());
        BodyRelay.Progress progress = requestBody.relay(
                client.received(), resending.output(connection.isBroken() ? null : connection.stream()));
        account.received(requestBody.moved());
        if (progress == BodyRelay.Progress.MALFORMED) {
            exchange.requestMalformed();
        }
    }

    void clientReadComplete() {
        if (server != null) {
            server.stream().flush();
        }
        goOn();
    }

    /** The client has closed its half. It may still wait for the response to a complete request. */
    void clientInputEnded() {
        if (tunnel.isOpen()) {
            if (server != null) {
                tunnel.clientInputEnded(server);
            }
            endTunnelWhenBothEnded();
        } else if (!requestBody.isOver()) {
            exchange.clientGone();
        }
    }

    void clientTimedOut() {
        account.figures().countUpstream(Counter.CLIENT_ABORTS);
        if (response.isOver()) {
            exchange.finish(EndedBy.CLIENT_TIMEOUT, EndedIn.DATA);
        } else if (response.isStarted() || requestBody.isOver()) {
            exchange.abort(EndedBy.CLIENT_TIMEOUT, EndedIn.DATA);
        } else {
            exchange.answer(408, EndedBy.CLIENT_TIMEOUT, EndedIn.RESPONSE_HEADERS);
        }
    }

    // The server's side

    void serverRead() {
        ServerConnection connection = server;
        if (connection == null) {
            return;
        }
        if (!response.isStarted()) {
            switch (response.relayHeads(connection.received())) {
                case INCOMPLETE -> {
                    return;
                }
                case MALFORMED -> {
                    responseRefused(connection);
                    return;
                }
                case COMPLETE -> {
                    if (response.authenticatesConnection()) {
                        connection.becomeOfOneClient();
                    }
                    if (response.opensTunnel()) {
                        tunnel.open(connection);
                    }
                }
            }
        }
        if (tunnel.isOpen()) {
            tunnel.serverRead(connection);
        } else {
            relayResponse(connection);
        }
    }

    private void responseRefused(ServerConnection connection) {
        account.figures().responseFailed(Observed.INVALID_RESPONSE);
        if (!response.hasHead() && resending.after(RetryReason.JUNK_RESPONSE)) {
            return;
        }
        account.figures().countUpstream(Counter.RESPONSE_ERRORS);
        tellOfRefused(connection);
        exchange.answer(502, EndedBy.PROXY, EndedIn.RESPONSE_HEADERS);
    }

    private void relayResponse(ServerConnection connection) {
        responseSplice.read(connection.received().buffer().readableBytes());
        if (response.relayBody(connection.received()) == BodyRelay.Progress.MALFORMED) {
            account.figures().countUpstream(Counter.RESPONSE_ERRORS);
            tellOfRefused(connection);
            exchange.abort(EndedBy.PROXY, EndedIn.DATA);
        }
    }

    private void tellOfRefused(ServerConnection connection) {
        heads.responseRefused(
                response.malformed(), account, connection.received().buffer(), response.position());
    }

    void serverReadComplete() {
        if (response.isAtItsBeginning()) {
            client.stream().flushSoon();
        } else if (server == null || tunnel.isOpen() || !isComplete(server)) {
            client.stream().flush();
        }
        goOn();
    }

    /** The server has closed its half, or its connection is no more. */
    void serverInputEnded() {
        ServerConnection connection = server;
        if (connection == null) {
            return;
        }
        if (response.isOver()) {
            exchange.finish(EndedBy.NOBODY, EndedIn.AFTER_THE_END);
        } else if (response.isStarted()) {
            serverEndedInData(connection);
        } else if (connection.mayLoseRequest()
                && !response.hasHead()
                && connection.received().isEmpty()) {
            // The server closed just as the request went out.
            exchange.lostBeforeResponse(connection.isRefused());
        } else {
            serverEndedBeforeResponse(connection);
        }
    }

    private void serverEndedBeforeResponse(ServerConnection connection) {
        account.figures().responseFailed(connection.isBroken() ? Observed.READ_ERROR : Observed.CLOSED);
        RetryReason reason = connection.received().isEmpty() ? RetryReason.EMPTY_RESPONSE : RetryReason.JUNK_RESPONSE;
        if (response.hasHead() || !resending.after(reason)) {
            account.figures().countUpstream(Counter.RESPONSE_ERRORS);
            exchange.answer(502, EndedBy.SERVER, EndedIn.RESPONSE_HEADERS);
        }
    }

    private void serverEndedInData(ServerConnection connection) {
        boolean cut = connection.isBroken()
                || (!tunnel.isOpen() && connection.stream().isCut());
        if (cut || !(tunnel.isOpen() || response.isUntilClose())) {
            account.figures().countUpstream(Counter.SERVER_ABORTS);
            account.figures().countUpstream(Counter.RESPONSE_ERRORS);
            exchange.abort(EndedBy.SERVER, EndedIn.DATA);
        } else if (tunnel.isOpen()) {
            tunnel.serverInputEnded();
            endTunnelWhenBothEnded();
        } else {
            response.endBody();
            goOn();
        }
    }

    /** A write to the server failed, or a read did. What it sent before may still be there, perhaps the reason. */
    void serverBroken() {
        if (server != null && server.isInputEnded() && tunnel.isOpen()) {
            serverEndedInData(server);
        } else if (server != null) {
            server.stream().read();
            goOn();
        }
    }

    /** The server has not answered the SYN that took the request along, within the time to connect. */
    void serverNotConnected() {
        account.figures().responseFailed(Observed.CONNECT_FAILED);
        exchange.lostBeforeResponse(false);
    }

    /** We have made a mistake in what the server's connection has told. */
    void broken(Throwable fault) {
        exchange.broken(fault);
    }

    void serverTimedOut() {
        if (server != null && hasFailed(server)) {
            serverInputEnded();
        } else if (response.isStarted()) {
            account.figures().countUpstream(Counter.SERVER_ABORTS);
            exchange.abort(EndedBy.SERVER_TIMEOUT, EndedIn.DATA);
        } else {
            account.figures().responseFailed(Observed.READ_TIMEOUT);
            if (response.hasHead() || !resending.after(RetryReason.RESPONSE_TIMEOUT)) {
                account.figures().countUpstream(Counter.RESPONSE_ERRORS);
                exchange.answer(504, EndedBy.SERVER_TIMEOUT, EndedIn.RESPONSE_HEADERS);
            }
        }
    }

    // Both sides

    /** After every event: ends what is complete, asks for what can be taken, sets the time-outs by whose turn it is. */
    void goOn() {
        ServerConnection connection = server;
        if (connection == null) {
            return;
        }
        if (tunnel.isOpen()) {
            tunnel.goOn(connection);
        } else if (isComplete(connection)) {
            exchange.finish(EndedBy.NOBODY, EndedIn.AFTER_THE_END);
        } else {
            goOnRelaying(connection);
        }
    }

    private boolean isComplete(ServerConnection connection) {
        if (!response.isOver() || requestBody.isOver()) {
            return response.isOver();
        }
        // The server has answered early. It gets the rest of the request, unless it or the client has no use for it.
        return awaitsContinue || !response.keepAlive() || connection.isInputEnded() || connection.isBroken();
    }

    private void goOnRelaying(ServerConnection connection) {
        boolean requestOver = requestBody.isOver();
        if (!requestOver && !connection.isBroken() && client.received().isEmpty()) {
            requestSplice.begin(client.stream(), connection.stream());
        }
        if (response.isStarted()
                && !connection.isInputEnded()
                && connection.received().isEmpty()) {
            responseSplice.begin(connection.stream(), client.stream());
        }
        boolean failed = hasFailed(connection);
        boolean clientTakes = client.isWritable() && !responseSplice.isBlocked();
        boolean serverTakes =
                !failed && ((connection.stream().isWritable() && !requestSplice.isBlocked()) || connection.isBroken());
        if (requestOver ? client.received().isEmpty() : serverTakes && !requestSplice.isActive()) {
            client.read();
        }
        // What comes behind a whole response is nobody's, and is left to the kernel.
        boolean beyond = response.isOver() && !connection.received().isEmpty();
        if (clientTakes && !beyond && !connection.isInputEnded() && !responseSplice.isActive()) {
            connection.stream().read();
        }
        boolean clientsTurn = !clientTakes || (!requestOver && serverTakes);
        // Even after its answer: what it does not take of the request holds everything up.
        boolean serversTurn = clientTakes && (requestOver || !serverTakes);
        client.arm(clientsTurn ? clientTimeout : 0);
        connection.arm(!serversTurn ? 0 : failed && !isShort(serverTimeout) ? LAST_WORDS : serverTimeout);
    }

    private static boolean isShort(long timeout) {
        return timeout > 0 && timeout < LAST_WORDS;
    }

    /** Whether the server will not get the rest of the request and has answered nothing yet. */
    private boolean hasFailed(ServerConnection connection) {
        return connection.isBroken() && !requestBody.isOver() && !response.isStarted();
    }

    /** The request's body on its way through the kernel. */
    private final class RequestSplice implements BodySplice.Owner {
        private void received(long bytes) {
            awaitsContinue &= bytes == 0;
            account.received(bytes);
        }

        @Override
        public void spliced(long bytes) {
            received(bytes);
            goOn();
        }

        @Override
        public void spliceEnded(Splice.End end, long bytes) {
            received(bytes);
            switch (end) {
                case WHOLE, READ_ON -> goOn();
                case INPUT_FAILED -> exchange.clientGone();
                case OUTPUT_FAILED -> {
                    if (server != null) {
                        server.breakOff();
                    }
                }
            }
        }
    }

    /** The response's body on its way through the kernel. */
    private final class ResponseSplice implements BodySplice.Owner {
        @Override
        public void spliced(long bytes) {
            response.spliced(bytes);
            goOn();
        }

        @Override
        public void spliceEnded(Splice.End end, long bytes) {
            response.spliced(bytes);
            switch (end) {
                case WHOLE, READ_ON -> goOn();
                case INPUT_FAILED -> {
                    if (server != null) {
                        server.breakOff();
                        serverInputEnded();
                    }
                }
                case OUTPUT_FAILED -> exchange.clientGone();
            }
        }
    }

    private void endTunnelWhenBothEnded() {
        if (server != null && tunnel.hasEnded(server)) {
            exchange.finish(EndedBy.NOBODY, EndedIn.AFTER_THE_END);
        } else {
            goOn();
        }
    }
}
