package lb.proxy.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Any bytes: no exception, no hang, and the same answer however they are looked at. */
class ClientHelloFuzzTest {
    @FuzzTest
    void hellos(byte[] bytes) {
        ClientHello hello = new ClientHello();
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        ClientHello.Outcome outcome = hello.read(in);
        if (outcome == ClientHello.Outcome.NAMED) {
            check(hello.nameStart() < hello.nameEnd(), "an empty name");
            String name = hello.bytes().toString(hello.nameStart(), hello.nameEnd() - hello.nameStart(), ISO_8859_1);
            check(name.length() <= bytes.length, "a name from nowhere");
        }
        if (outcome == ClientHello.Outcome.NAMED || outcome == ClientHello.Outcome.UNNAMED) {
            check((hello.serverName() != null) == (outcome == ClientHello.Outcome.NAMED), "a name or none");
            check(hello.protocols().stream().mapToInt(String::length).sum() <= bytes.length, "protocols from nowhere");
            boolean _ = hello.speaks13() && hello.takesEcdsa();
        }
        // What a beginning has decided, more bytes do not change.
        for (int length = 0; length < bytes.length; length++) {
            ClientHello.Outcome before = new ClientHello().read(in.slice(0, length));
            check(
                    before == ClientHello.Outcome.INCOMPLETE || before == outcome,
                    before + " of " + length + " bytes, " + outcome + " of all");
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
