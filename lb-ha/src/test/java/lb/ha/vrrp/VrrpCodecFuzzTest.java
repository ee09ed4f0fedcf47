package lb.ha.vrrp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import lb.ha.RouterSettings;
import lb.ha.vrrp.Decoded.Accepted;

/** Whatever arrives: never an exception; what is accepted is written again to the same message. */
class VrrpCodecFuzzTest {
    private static final AdvertCheck CHECK = new AdvertCheck(RouterSettings.DEFAULT.build());

    @FuzzTest
    void anyBytesAreAcceptedOrRejected(byte[] bytes) {
        if (VrrpCodec.decode(ByteBuffer.wrap(bytes)) instanceof Accepted accepted) {
            CHECK.reject(accepted, null);
            CHECK.remarks(accepted);
            ByteBuffer again =
                    Packets.packet(accepted.advert(), accepted.checksum(), accepted.source(), accepted.destination());
            // It is written with the TTL that is sent, whatever was left of the one received.
            Accepted expected = new Accepted(
                    accepted.advert(), accepted.source(), accepted.destination(), accepted.checksum(), VrrpCodec.TTL);
            if (!VrrpCodec.decode(again).equals(expected)) {
                throw new AssertionError(accepted + " is written as another advert");
            }
        }
    }
}
