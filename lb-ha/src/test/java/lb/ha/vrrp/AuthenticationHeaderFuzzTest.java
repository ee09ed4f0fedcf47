package lb.ha.vrrp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import lb.ha.RouterSettings;
import lb.ha.settings.Secret;
import lb.ha.settings.VirtualRouterSettings.Header;
import lb.ha.vrrp.Decoded.Accepted;

/** Whatever arrives, nothing is heard that the key has not made, and nothing throws. */
class AuthenticationHeaderFuzzTest {
    private static final IntegrityKey KEY = new IntegrityKey(new Secret("fuzzing"));
    private static final AdvertCheck CHECK = new AdvertCheck(RouterSettings.DEFAULT
            .version(2)
            .authentication(new Header(new Secret("fuzzing")))
            .build());

    @FuzzTest
    void anyBytesAreNotAuthentic(byte[] bytes) {
        if (VrrpCodec.decode(ByteBuffer.wrap(bytes)) instanceof Accepted accepted
                && CHECK.reject(accepted, null) == null) {
            AuthenticationHeader header = accepted.header();
            if (header == null || !header.isBy(KEY)) {
                throw new AssertionError(accepted + " is heard without proof");
            }
        }
    }
}
