/** VRRP itself: the codec of adverts and the state machine, both pure. */
package lb.ha.vrrp;
