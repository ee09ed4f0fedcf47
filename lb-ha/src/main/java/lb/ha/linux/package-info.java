/**
 * The Linux kernel as lb-ha needs it, called through {@code java.lang.foreign}: descriptors, sockets, interfaces,
 * capabilities and the lock of a node. No native code of ours.
 *
 * <p>The layouts and numbers are those of 64-bit little-endian Linux ({@code asm-generic}), which x86-64 and aarch64
 * share; {@link lb.ha.linux.Platform} refuses the rest.
 */
package lb.ha.linux;
