package lb.proxy.tcp;

import io.netty.buffer.ByteBuf;
import lb.proxy.listen.Client;
import lb.proxy.route.Part;
import lb.proxy.route.RdpCookie;
import lb.proxy.route.Subject;
import lb.proxy.tls.ClientHello;
import lb.proxy.tls.TlsFacts;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a connection as the conditions of routes see it.
 *
 * @param client whose it is
 * @param clientAddress 4 or 16 bytes
 * @param hello as far as it was read
 * @param cookie as far as it was read
 * @param frontend the name of that which it has come to
 * @param backend the name of that which it goes to; null as long as that is not known
 * @param asked told of who asks for what may still come; null where nothing more is waited for
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record Greeting(
        Client client,
        byte[] clientAddress,
        ClientHello hello,
        RdpCookie cookie,
        String frontend,
        @Nullable String backend,
        @Nullable Asked asked)
        implements Subject {
    /** RFC 8446 section 4. */
    private static final int TYPE_CLIENT_HELLO = 1;

    static Greeting of(Client client, ClientHello hello, RdpCookie cookie, String frontend) {
        return new Greeting(client, client.sourceBytes(), hello, cookie, frontend, null, null);
    }

    /** Of a connection that says nothing. */
    static Greeting silent(Client client, String frontend) {
        return of(client, new ClientHello(), new RdpCookie(), frontend);
    }

    /** The same while the hello of a TLS client may still come. */
    Greeting beforeHello() {
        return new Greeting(client, clientAddress, hello, cookie, frontend, backend, new Asked());
    }

    /** Whether somebody has asked for what may still come, so that what was found is worth nothing. */
    boolean isUndecided() {
        return asked != null && asked.forHello;
    }

    /** Whether somebody has asked. */
    static final class Asked {
        private boolean forHello;
    }

    /** The same, once its backend is known. */
    Greeting to(String name) {
        return new Greeting(client, clientAddress, hello, cookie, frontend, name, asked);
    }

    @Override
    public @Nullable CharSequence word(Word word) {
        return switch (word) {
            case FRONTEND_NAME -> frontend;
            case BACKEND_NAME -> backend == null ? frontend : backend;
            case UNIQUE_ID, SERVER_NAME -> null;
        };
    }

    @Override
    public @Nullable TlsFacts tls() {
        return client.tls();
    }

    @Override
    public int helloType() {
        askForHello();
        return hello.isWhole() ? TYPE_CLIENT_HELLO : -1;
    }

    private void askForHello() {
        if (asked != null) {
            asked.forHello = true;
        }
    }

    @Override
    public byte[] destinationAddress() {
        return client.destinationBytes();
    }

    @Override
    public int sourcePort() {
        return client.sourcePort();
    }

    @Override
    public int destinationPort() {
        return client.destinationPort();
    }

    @Override
    public ByteBuf bytes(Part part) {
        return part == Part.RDP_COOKIE ? cookie.bytes() : hello.bytes();
    }

    @Override
    public int start(Part part) {
        return switch (part) {
            case SERVER_NAME -> {
                askForHello();
                yield hello.nameStart();
            }
            case RDP_COOKIE -> cookie.start();
            case METHOD, HOST, PATH, RAW_PATH, PATH_AND_QUERY, QUERY, TARGET, VERSION -> -1;
        };
    }

    @Override
    public int end(Part part) {
        return part == Part.RDP_COOKIE ? cookie.end() : hello.nameEnd();
    }
}
