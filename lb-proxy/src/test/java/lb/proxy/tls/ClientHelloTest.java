package lb.proxy.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static lb.proxy.tls.Hello.bytes;
import static lb.proxy.tls.Hello.extension;
import static lb.proxy.tls.Hello.join;
import static lb.proxy.tls.Hello.message;
import static lb.proxy.tls.Hello.record;
import static lb.proxy.tls.Hello.serverName;
import static lb.proxy.tls.Hello.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloTest {
    private static final byte[] NAMED = Hello.with(extension(10, bytes(0, 0)), serverName("a.example"));

    @Test
    void theNameOfARealClientIsFound() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("www.example.com")));
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), out);

        assertThat(read(Arrays.copyOf(out.array(), out.position()))).isEqualTo("NAMED www.example.com");
    }

    @Test
    void whatFollowsTheHelloIsLeftAlone() {
        assertThat(read(join(NAMED, bytes(1, 2, 3)))).isEqualTo("NAMED a.example");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 50, 60})
    void aHelloInSeveralRecordsIsJoined(int size) {
        byte[] message = Arrays.copyOfRange(NAMED, 5, NAMED.length);

        assertThat(read(Hello.inRecordsOf(size, message))).isEqualTo("NAMED a.example");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void eachBeginningOfAHelloIsIncomplete(int recordSize) {
        byte[] whole =
                recordSize == 0 ? NAMED : Hello.inRecordsOf(recordSize, Arrays.copyOfRange(NAMED, 5, NAMED.length));
        for (int length = 0; length < whole.length; length++) {
            assertThat(read(Arrays.copyOf(whole, length)))
                    .as("%d of %d bytes", length, whole.length)
                    .isEqualTo("INCOMPLETE");
        }
    }

    static Stream<Arguments> hellosWithoutAName() {
        return Stream.of(
                Arguments.of(
                        "no extensions at all",
                        record(message(join(
                                bytes(3, 3),
                                new byte[32],
                                vector(1, bytes()),
                                vector(2, bytes(0, 1)),
                                vector(1, bytes(0)))))),
                Arguments.of("an empty list of extensions", Hello.with()),
                Arguments.of("other extensions", Hello.with(extension(16, bytes(0, 1)), extension(43, bytes()))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hellosWithoutAName")
    void aHelloMayHaveNoName(String what, byte[] bytes) {
        assertThat(read(bytes)).isEqualTo("UNNAMED");
    }

    static Stream<Arguments> others() {
        byte[] body = Hello.body(serverName("a.example"));
        byte[] message = message(body);
        return Stream.of(
                Arguments.of("an HTTP request", "GET / HTTP/1.1\r\n".getBytes(ISO_8859_1)),
                Arguments.of("one wrong byte", bytes(23)),
                Arguments.of("SSL 2", bytes(0x80, 0x2e, 1, 3, 1, 0, 0x15)),
                Arguments.of("another version", bytes(22, 2)),
                Arguments.of("an empty record", bytes(22, 3, 1, 0, 0)),
                Arguments.of("an empty record after a piece", join(record(bytes(1, 0)), bytes(22, 3, 1, 0, 0))),
                Arguments.of("a record that is too long", bytes(22, 3, 1, 0x40, 1, 1, 0, 0x30, 0, 0)),
                Arguments.of("a server's hello", bytes(22, 3, 3, 0, 0x30, 2)),
                Arguments.of("a message that is too long", bytes(22, 3, 1, 0x40, 0, 1, 0, 0x40, 1, 0)),
                Arguments.of("a message of 16 MiB", bytes(22, 3, 1, 0x40, 0, 1, 0xff, 0xff, 0xff, 0)),
                Arguments.of(
                        "an alert in the middle",
                        join(record(Arrays.copyOf(message, 20)), bytes(21, 3, 1, 0, 2, 1, 0))),
                Arguments.of("a body of one byte", record(message(bytes(3)))),
                Arguments.of("an empty body", record(message(bytes()))),
                Arguments.of("a session id beyond the end", record(message(join(bytes(3, 3), new byte[32], bytes(9))))),
                Arguments.of("bytes after the extensions", record(message(join(body, bytes(0))))),
                Arguments.of("extensions cut short", record(message(Arrays.copyOf(body, body.length - 1)))),
                Arguments.of("an extension beyond the end", Hello.with(bytes(0, 0, 0, 9, 0))),
                Arguments.of("half an extension", Hello.with(bytes(0, 0, 0))),
                Arguments.of("an empty server name extension", Hello.with(extension(0, bytes()))),
                Arguments.of("an empty list of names", Hello.with(extension(0, bytes(0, 0)))),
                Arguments.of("an empty name", Hello.with(serverName(""))),
                Arguments.of("another type of name", Hello.with(extension(0, bytes(0, 4, 1, 0, 1, 'a')))),
                Arguments.of("a list longer than the extension", Hello.with(extension(0, bytes(0, 9, 0, 0, 1, 'a')))),
                Arguments.of("a list shorter than the extension", Hello.with(extension(0, bytes(0, 3, 0, 0, 1, 'a')))),
                Arguments.of("a name beyond the list", Hello.with(extension(0, bytes(0, 4, 0, 0, 9, 'a')))),
                Arguments.of(
                        "two names in the list", Hello.with(extension(0, bytes(0, 8, 0, 0, 1, 'a', 0, 0, 1, 'b')))),
                Arguments.of("two extensions with a name", Hello.with(serverName("a.test"), serverName("b.test"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void whatIsNoHelloIsNotWaitedFor(String what, byte[] bytes) {
        assertThat(read(bytes)).isEqualTo("OTHER");
    }

    @Test
    void nothingIsWaitedForBeyondTheLimit() {
        byte[] oneByteRecords = Hello.inRecordsOf(1, message(new byte[ClientHello.MAX_BYTES - 5]));

        assertThat(read(Arrays.copyOf(oneByteRecords, ClientHello.MAX_BYTES - 1)))
                .isEqualTo("INCOMPLETE");
        assertThat(read(Arrays.copyOf(oneByteRecords, ClientHello.MAX_BYTES))).isEqualTo("OTHER");
    }

    @Test
    void whatElseAHelloTellsIsReadFromIt() {
        ClientHello hello = hello(Hello.with(
                extension(
                        16,
                        vector(
                                2,
                                join(
                                        vector(1, "h2".getBytes(ISO_8859_1)),
                                        vector(1, "http/1.1".getBytes(ISO_8859_1))))),
                extension(43, vector(1, bytes(0x0a, 0x0a, 3, 4, 3, 3))),
                extension(13, vector(2, bytes(8, 4, 4, 3)))));
        assertThat(hello.protocols()).containsExactly("h2", "http/1.1");
        assertThat(hello.speaks13()).isTrue();
        assertThat(hello.takesEcdsa()).isTrue();
        assertThat(hello.serverName()).isNull();

        ClientHello plain = hello(NAMED);
        assertThat(plain.protocols()).isEmpty();
        assertThat(plain.speaks13()).isFalse();
        // By its signatures it might, but it has no suite for that.
        assertThat(plain.takesEcdsa()).isFalse();
        assertThat(plain.serverName()).isEqualTo("a.example");
        assertThat(hello(Hello.with(extension(43, vector(1, bytes(3, 4))), extension(13, vector(2, bytes(8, 4)))))
                        .takesEcdsa())
                .isFalse();
    }

    @Test
    void brokenListsInAHelloAreEmptyOnes() {
        for (byte[] list : List.of(bytes(), bytes(0), bytes(0, 9), bytes(0, 2, 9, 'h'), bytes(0, 1, 0), bytes(1))) {
            ClientHello hello = hello(Hello.with(extension(16, list), extension(43, list), extension(13, list)));
            assertThat(hello.protocols()).isEmpty();
            assertThat(hello.speaks13()).isFalse();
            assertThat(hello.takesEcdsa()).isFalse();
        }
    }

    private static ClientHello hello(byte[] bytes) {
        ClientHello hello = new ClientHello();
        assertThat(hello.read(Unpooled.wrappedBuffer(bytes)))
                .isIn(ClientHello.Outcome.NAMED, ClientHello.Outcome.UNNAMED);
        return hello;
    }

    /** Whatever is wrong with a hello: it is read to an end, and what a beginning has decided is not changed by more. */
    @Test
    void mutatedHellosAreDecidedOnce() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            byte[] bytes =
                    round % 2 == 0 ? NAMED.clone() : Hello.inRecordsOf(9, Arrays.copyOfRange(NAMED, 5, NAMED.length));
            for (int i = 0; i <= random.nextInt(3); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            String whole = read(bytes);
            for (int length = 0; length < bytes.length; length++) {
                assertThat(read(Arrays.copyOf(bytes, length)))
                        .as("%d bytes of %s", length, HexFormat.of().formatHex(bytes))
                        .isIn("INCOMPLETE", whole);
            }
        }
    }

    private static String read(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(join(bytes(9, 9, 9), bytes)).skipBytes(3);
        ClientHello hello = new ClientHello();
        ClientHello.Outcome outcome = hello.read(in);
        assertThat(in.readableBytes()).isEqualTo(bytes.length);
        return outcome == ClientHello.Outcome.NAMED
                ? outcome + " "
                        + hello.bytes().toString(hello.nameStart(), hello.nameEnd() - hello.nameStart(), ISO_8859_1)
                : outcome.toString();
    }
}
