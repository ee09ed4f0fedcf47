package lb.admin.upgrade;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A new process of an upgrade that does not do what it should, which its argument names. */
final class FalseSuccessor {
    private FalseSuccessor() {}

    public static void main(String[] arguments) throws Exception {
        try (Takeover takeover = Takeover.of(System.getenv())) {
            if (takeover == null) {
                throw new IllegalStateException("nobody has started it for an upgrade");
            }
            switch (arguments[0]) {
                case "fails at once" -> takeover.failed(List.of("there is no interface eth7"));
                case "is slow" -> {
                    takeover.begin("9");
                    forEver();
                }
                case "does not take" -> {
                    takeover.begin("9");
                    takeover.ready();
                    forEver();
                }
                case "ends when it should take" -> {
                    takeover.begin("9");
                    takeover.ready();
                    Runtime.getRuntime().halt(7);
                }
                case "takes" -> {
                    takeover.begin("9");
                    takeover.ready();
                    takeover.taken();
                    takeover.settled();
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    private static void forEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
