//! `_socket`: connections between programs, of this machine and others.
//! Reference: <https://docs.python.org/3.14/library/socket.html>

mod address;
mod names;
pub(crate) mod object;
mod resolve;
pub(crate) mod system;
mod transfer;

use rpy_macros::exception;

/// Raised for names that were not found, and the like.
#[exception(name = "socket.gaierror", base = OSError)]
pub(crate) struct GaiError;

/// Raised by the older functions that look names up.
#[exception(name = "socket.herror", base = OSError)]
pub(crate) struct HError;

/// Connections between programs.
#[rpy_macros::native_module(
    name = "_socket",
    classes(
        super::object::Socket as "socket",
        super::object::Socket as "SocketType",
        super::GaiError as "gaierror",
        super::HError as "herror"
    ),
    parts(super::names::names)
)]
pub mod _socket {
    use num_bigint::BigInt;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::function::convert::FromArgument;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::object::{Socket, limit_of, limit_value};
    use super::system;

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        ("AF_ALG", libc::AF_ALG as i64),
        ("AF_APPLETALK", libc::AF_APPLETALK as i64),
        ("AF_ASH", libc::AF_ASH as i64),
        ("AF_ATMPVC", libc::AF_ATMPVC as i64),
        ("AF_ATMSVC", libc::AF_ATMSVC as i64),
        ("AF_AX25", libc::AF_AX25 as i64),
        ("AF_BLUETOOTH", libc::AF_BLUETOOTH as i64),
        ("AF_BRIDGE", libc::AF_BRIDGE as i64),
        ("AF_CAN", libc::AF_CAN as i64),
        ("AF_DECnet", libc::AF_DECnet as i64),
        ("AF_ECONET", libc::AF_ECONET as i64),
        ("AF_INET", libc::AF_INET as i64),
        ("AF_INET6", libc::AF_INET6 as i64),
        ("AF_IPX", libc::AF_IPX as i64),
        ("AF_IRDA", libc::AF_IRDA as i64),
        ("AF_KEY", libc::AF_KEY as i64),
        ("AF_LLC", libc::AF_LLC as i64),
        ("AF_NETBEUI", libc::AF_NETBEUI as i64),
        ("AF_NETLINK", libc::AF_NETLINK as i64),
        ("AF_NETROM", libc::AF_NETROM as i64),
        ("AF_PACKET", libc::AF_PACKET as i64),
        ("AF_PPPOX", libc::AF_PPPOX as i64),
        ("AF_QIPCRTR", 42),
        ("AF_RDS", libc::AF_RDS as i64),
        ("AF_ROSE", libc::AF_ROSE as i64),
        ("AF_ROUTE", libc::AF_ROUTE as i64),
        ("AF_SECURITY", libc::AF_SECURITY as i64),
        ("AF_SNA", libc::AF_SNA as i64),
        ("AF_TIPC", libc::AF_TIPC as i64),
        ("AF_UNIX", libc::AF_UNIX as i64),
        ("AF_UNSPEC", libc::AF_UNSPEC as i64),
        ("AF_VSOCK", libc::AF_VSOCK as i64),
        ("AF_WANPIPE", libc::AF_WANPIPE as i64),
        ("AF_X25", libc::AF_X25 as i64),
        ("AI_ADDRCONFIG", libc::AI_ADDRCONFIG as i64),
        ("AI_ALL", libc::AI_ALL as i64),
        ("AI_CANONNAME", libc::AI_CANONNAME as i64),
        ("AI_NUMERICHOST", libc::AI_NUMERICHOST as i64),
        ("AI_NUMERICSERV", libc::AI_NUMERICSERV as i64),
        ("AI_PASSIVE", libc::AI_PASSIVE as i64),
        ("AI_V4MAPPED", libc::AI_V4MAPPED as i64),
        ("ALG_OP_DECRYPT", libc::ALG_OP_DECRYPT as i64),
        ("ALG_OP_ENCRYPT", libc::ALG_OP_ENCRYPT as i64),
        ("ALG_OP_SIGN", 2),
        ("ALG_OP_VERIFY", 3),
        ("ALG_SET_AEAD_ASSOCLEN", libc::ALG_SET_AEAD_ASSOCLEN as i64),
        ("ALG_SET_AEAD_AUTHSIZE", libc::ALG_SET_AEAD_AUTHSIZE as i64),
        ("ALG_SET_IV", libc::ALG_SET_IV as i64),
        ("ALG_SET_KEY", libc::ALG_SET_KEY as i64),
        ("ALG_SET_OP", libc::ALG_SET_OP as i64),
        ("ALG_SET_PUBKEY", 6),
        ("BDADDR_BREDR", 0),
        ("BDADDR_LE_PUBLIC", 1),
        ("BDADDR_LE_RANDOM", 2),
        ("BTPROTO_HCI", 1),
        ("BTPROTO_L2CAP", 0),
        ("BTPROTO_RFCOMM", 3),
        ("BTPROTO_SCO", 2),
        ("BT_CHANNEL_POLICY", 10),
        ("BT_CHANNEL_POLICY_BREDR_ONLY", 0),
        ("BT_CHANNEL_POLICY_BREDR_PREFERRED", 1),
        ("BT_CODEC", 19),
        ("BT_DEFER_SETUP", 7),
        ("BT_FLUSHABLE", 8),
        ("BT_FLUSHABLE_OFF", 0),
        ("BT_FLUSHABLE_ON", 1),
        ("BT_ISO_QOS", 17),
        ("BT_MODE", 15),
        ("BT_MODE_BASIC", 0),
        ("BT_MODE_ERTM", 1),
        ("BT_MODE_EXT_FLOWCTL", 4),
        ("BT_MODE_LE_FLOWCTL", 3),
        ("BT_MODE_STREAMING", 2),
        ("BT_PHY", 14),
        ("BT_PHY_BR_1M_1SLOT", 1),
        ("BT_PHY_BR_1M_3SLOT", 2),
        ("BT_PHY_BR_1M_5SLOT", 4),
        ("BT_PHY_EDR_2M_1SLOT", 8),
        ("BT_PHY_EDR_2M_3SLOT", 16),
        ("BT_PHY_EDR_2M_5SLOT", 32),
        ("BT_PHY_EDR_3M_1SLOT", 64),
        ("BT_PHY_EDR_3M_3SLOT", 128),
        ("BT_PHY_EDR_3M_5SLOT", 256),
        ("BT_PHY_LE_1M_RX", 1024),
        ("BT_PHY_LE_1M_TX", 512),
        ("BT_PHY_LE_2M_RX", 4096),
        ("BT_PHY_LE_2M_TX", 2048),
        ("BT_PHY_LE_CODED_RX", 16384),
        ("BT_PHY_LE_CODED_TX", 8192),
        ("BT_PKT_STATUS", 16),
        ("BT_POWER", 9),
        ("BT_POWER_FORCE_ACTIVE_OFF", 0),
        ("BT_POWER_FORCE_ACTIVE_ON", 1),
        ("BT_RCVMTU", 13),
        ("BT_SECURITY", 4),
        ("BT_SECURITY_FIPS", 4),
        ("BT_SECURITY_HIGH", 3),
        ("BT_SECURITY_LOW", 1),
        ("BT_SECURITY_MEDIUM", 2),
        ("BT_SECURITY_SDP", 0),
        ("BT_SNDMTU", 12),
        ("BT_VOICE", 11),
        ("BT_VOICE_CVSD_16BIT", 96),
        ("BT_VOICE_TRANSPARENT", 3),
        ("BT_VOICE_TRANSPARENT_16BIT", 99),
        ("CAN_BCM", libc::CAN_BCM as i64),
        ("CAN_BCM_CAN_FD_FRAME", 2048),
        ("CAN_BCM_RX_ANNOUNCE_RESUME", 256),
        ("CAN_BCM_RX_CHANGED", 12),
        ("CAN_BCM_RX_CHECK_DLC", 64),
        ("CAN_BCM_RX_DELETE", 6),
        ("CAN_BCM_RX_FILTER_ID", 32),
        ("CAN_BCM_RX_NO_AUTOTIMER", 128),
        ("CAN_BCM_RX_READ", 7),
        ("CAN_BCM_RX_RTR_FRAME", 1024),
        ("CAN_BCM_RX_SETUP", 5),
        ("CAN_BCM_RX_STATUS", 10),
        ("CAN_BCM_RX_TIMEOUT", 11),
        ("CAN_BCM_SETTIMER", 1),
        ("CAN_BCM_STARTTIMER", 2),
        ("CAN_BCM_TX_ANNOUNCE", 8),
        ("CAN_BCM_TX_COUNTEVT", 4),
        ("CAN_BCM_TX_CP_CAN_ID", 16),
        ("CAN_BCM_TX_DELETE", 2),
        ("CAN_BCM_TX_EXPIRED", 9),
        ("CAN_BCM_TX_READ", 3),
        ("CAN_BCM_TX_RESET_MULTI_IDX", 512),
        ("CAN_BCM_TX_SEND", 4),
        ("CAN_BCM_TX_SETUP", 1),
        ("CAN_BCM_TX_STATUS", 8),
        ("CAN_EFF_FLAG", libc::CAN_EFF_FLAG as i64),
        ("CAN_EFF_MASK", libc::CAN_EFF_MASK as i64),
        ("CAN_ERR_FLAG", libc::CAN_ERR_FLAG as i64),
        ("CAN_ERR_MASK", libc::CAN_ERR_MASK as i64),
        ("CAN_ISOTP", libc::CAN_ISOTP as i64),
        ("CAN_J1939", libc::CAN_J1939 as i64),
        ("CAN_RAW", libc::CAN_RAW as i64),
        ("CAN_RAW_ERR_FILTER", libc::CAN_RAW_ERR_FILTER as i64),
        ("CAN_RAW_FD_FRAMES", libc::CAN_RAW_FD_FRAMES as i64),
        ("CAN_RAW_FILTER", libc::CAN_RAW_FILTER as i64),
        ("CAN_RAW_JOIN_FILTERS", libc::CAN_RAW_JOIN_FILTERS as i64),
        ("CAN_RAW_LOOPBACK", libc::CAN_RAW_LOOPBACK as i64),
        ("CAN_RAW_RECV_OWN_MSGS", libc::CAN_RAW_RECV_OWN_MSGS as i64),
        ("CAN_RTR_FLAG", libc::CAN_RTR_FLAG as i64),
        ("CAN_SFF_MASK", libc::CAN_SFF_MASK as i64),
        ("EAI_ADDRFAMILY", -9),
        ("EAI_AGAIN", libc::EAI_AGAIN as i64),
        ("EAI_BADFLAGS", libc::EAI_BADFLAGS as i64),
        ("EAI_FAIL", libc::EAI_FAIL as i64),
        ("EAI_FAMILY", libc::EAI_FAMILY as i64),
        ("EAI_MEMORY", libc::EAI_MEMORY as i64),
        ("EAI_NODATA", libc::EAI_NODATA as i64),
        ("EAI_NONAME", libc::EAI_NONAME as i64),
        ("EAI_OVERFLOW", libc::EAI_OVERFLOW as i64),
        ("EAI_SERVICE", libc::EAI_SERVICE as i64),
        ("EAI_SOCKTYPE", libc::EAI_SOCKTYPE as i64),
        ("EAI_SYSTEM", libc::EAI_SYSTEM as i64),
        ("ETHERTYPE_ARP", 2054),
        ("ETHERTYPE_IP", 2048),
        ("ETHERTYPE_IPV6", 34525),
        ("ETHERTYPE_VLAN", 33024),
        ("ETH_P_ALL", libc::ETH_P_ALL as i64),
        ("HCI_CHANNEL_CONTROL", 3),
        ("HCI_CHANNEL_LOGGING", 4),
        ("HCI_CHANNEL_MONITOR", 2),
        ("HCI_CHANNEL_RAW", 0),
        ("HCI_CHANNEL_USER", 1),
        ("HCI_DATA_DIR", 1),
        ("HCI_DEV_NONE", 65535),
        ("HCI_FILTER", 2),
        ("HCI_TIME_STAMP", 3),
        ("INADDR_ALLHOSTS_GROUP", 3758096385),
        ("INADDR_ANY", libc::INADDR_ANY as i64),
        ("INADDR_BROADCAST", libc::INADDR_BROADCAST as i64),
        ("INADDR_LOOPBACK", libc::INADDR_LOOPBACK as i64),
        ("INADDR_MAX_LOCAL_GROUP", 3758096639),
        ("INADDR_NONE", libc::INADDR_NONE as i64),
        ("INADDR_UNSPEC_GROUP", 3758096384),
        ("IOCTL_VM_SOCKETS_GET_LOCAL_CID", 1977),
        ("IPPORT_RESERVED", 1024),
        ("IPPORT_USERRESERVED", 5000),
        ("IPPROTO_AH", libc::IPPROTO_AH as i64),
        ("IPPROTO_DSTOPTS", libc::IPPROTO_DSTOPTS as i64),
        ("IPPROTO_EGP", libc::IPPROTO_EGP as i64),
        ("IPPROTO_ESP", libc::IPPROTO_ESP as i64),
        ("IPPROTO_FRAGMENT", libc::IPPROTO_FRAGMENT as i64),
        ("IPPROTO_GRE", libc::IPPROTO_GRE as i64),
        ("IPPROTO_HOPOPTS", libc::IPPROTO_HOPOPTS as i64),
        ("IPPROTO_ICMP", libc::IPPROTO_ICMP as i64),
        ("IPPROTO_ICMPV6", libc::IPPROTO_ICMPV6 as i64),
        ("IPPROTO_IDP", libc::IPPROTO_IDP as i64),
        ("IPPROTO_IGMP", libc::IPPROTO_IGMP as i64),
        ("IPPROTO_IP", libc::IPPROTO_IP as i64),
        ("IPPROTO_IPIP", libc::IPPROTO_IPIP as i64),
        ("IPPROTO_IPV6", libc::IPPROTO_IPV6 as i64),
        ("IPPROTO_MPTCP", libc::IPPROTO_MPTCP as i64),
        ("IPPROTO_NONE", libc::IPPROTO_NONE as i64),
        ("IPPROTO_PIM", libc::IPPROTO_PIM as i64),
        ("IPPROTO_PUP", libc::IPPROTO_PUP as i64),
        ("IPPROTO_RAW", libc::IPPROTO_RAW as i64),
        ("IPPROTO_ROUTING", libc::IPPROTO_ROUTING as i64),
        ("IPPROTO_RSVP", libc::IPPROTO_RSVP as i64),
        ("IPPROTO_SCTP", libc::IPPROTO_SCTP as i64),
        ("IPPROTO_TCP", libc::IPPROTO_TCP as i64),
        ("IPPROTO_TP", libc::IPPROTO_TP as i64),
        ("IPPROTO_UDP", libc::IPPROTO_UDP as i64),
        ("IPPROTO_UDPLITE", libc::IPPROTO_UDPLITE as i64),
        ("IPV6_CHECKSUM", libc::IPV6_CHECKSUM as i64),
        ("IPV6_DONTFRAG", libc::IPV6_DONTFRAG as i64),
        ("IPV6_DSTOPTS", libc::IPV6_DSTOPTS as i64),
        ("IPV6_HOPLIMIT", libc::IPV6_HOPLIMIT as i64),
        ("IPV6_HOPOPTS", libc::IPV6_HOPOPTS as i64),
        ("IPV6_JOIN_GROUP", 20),
        ("IPV6_LEAVE_GROUP", 21),
        ("IPV6_MULTICAST_HOPS", libc::IPV6_MULTICAST_HOPS as i64),
        ("IPV6_MULTICAST_IF", libc::IPV6_MULTICAST_IF as i64),
        ("IPV6_MULTICAST_LOOP", libc::IPV6_MULTICAST_LOOP as i64),
        ("IPV6_NEXTHOP", libc::IPV6_NEXTHOP as i64),
        ("IPV6_PATHMTU", libc::IPV6_PATHMTU as i64),
        ("IPV6_PKTINFO", libc::IPV6_PKTINFO as i64),
        ("IPV6_RECVDSTOPTS", libc::IPV6_RECVDSTOPTS as i64),
        ("IPV6_RECVERR", libc::IPV6_RECVERR as i64),
        ("IPV6_RECVHOPLIMIT", libc::IPV6_RECVHOPLIMIT as i64),
        ("IPV6_RECVHOPOPTS", libc::IPV6_RECVHOPOPTS as i64),
        ("IPV6_RECVPATHMTU", libc::IPV6_RECVPATHMTU as i64),
        ("IPV6_RECVPKTINFO", libc::IPV6_RECVPKTINFO as i64),
        ("IPV6_RECVRTHDR", libc::IPV6_RECVRTHDR as i64),
        ("IPV6_RECVTCLASS", libc::IPV6_RECVTCLASS as i64),
        ("IPV6_RTHDR", libc::IPV6_RTHDR as i64),
        ("IPV6_RTHDRDSTOPTS", libc::IPV6_RTHDRDSTOPTS as i64),
        ("IPV6_RTHDR_TYPE_0", 0),
        ("IPV6_TCLASS", libc::IPV6_TCLASS as i64),
        ("IPV6_UNICAST_HOPS", libc::IPV6_UNICAST_HOPS as i64),
        ("IPV6_V6ONLY", libc::IPV6_V6ONLY as i64),
        ("IP_ADD_MEMBERSHIP", libc::IP_ADD_MEMBERSHIP as i64),
        (
            "IP_ADD_SOURCE_MEMBERSHIP",
            libc::IP_ADD_SOURCE_MEMBERSHIP as i64,
        ),
        (
            "IP_BIND_ADDRESS_NO_PORT",
            libc::IP_BIND_ADDRESS_NO_PORT as i64,
        ),
        ("IP_BLOCK_SOURCE", libc::IP_BLOCK_SOURCE as i64),
        (
            "IP_DEFAULT_MULTICAST_LOOP",
            libc::IP_DEFAULT_MULTICAST_LOOP as i64,
        ),
        (
            "IP_DEFAULT_MULTICAST_TTL",
            libc::IP_DEFAULT_MULTICAST_TTL as i64,
        ),
        ("IP_DROP_MEMBERSHIP", libc::IP_DROP_MEMBERSHIP as i64),
        (
            "IP_DROP_SOURCE_MEMBERSHIP",
            libc::IP_DROP_SOURCE_MEMBERSHIP as i64,
        ),
        ("IP_FREEBIND", libc::IP_FREEBIND as i64),
        ("IP_HDRINCL", libc::IP_HDRINCL as i64),
        ("IP_MAX_MEMBERSHIPS", 20),
        ("IP_MULTICAST_IF", libc::IP_MULTICAST_IF as i64),
        ("IP_MULTICAST_LOOP", libc::IP_MULTICAST_LOOP as i64),
        ("IP_MULTICAST_TTL", libc::IP_MULTICAST_TTL as i64),
        ("IP_OPTIONS", libc::IP_OPTIONS as i64),
        ("IP_PKTINFO", libc::IP_PKTINFO as i64),
        ("IP_RECVERR", libc::IP_RECVERR as i64),
        ("IP_RECVOPTS", libc::IP_RECVOPTS as i64),
        ("IP_RECVORIGDSTADDR", libc::IP_RECVORIGDSTADDR as i64),
        ("IP_RECVRETOPTS", 7),
        ("IP_RECVTOS", libc::IP_RECVTOS as i64),
        ("IP_RECVTTL", libc::IP_RECVTTL as i64),
        ("IP_RETOPTS", libc::IP_RETOPTS as i64),
        ("IP_TOS", libc::IP_TOS as i64),
        ("IP_TRANSPARENT", libc::IP_TRANSPARENT as i64),
        ("IP_TTL", libc::IP_TTL as i64),
        ("IP_UNBLOCK_SOURCE", libc::IP_UNBLOCK_SOURCE as i64),
        ("J1939_EE_INFO_NONE", libc::J1939_EE_INFO_NONE as i64),
        (
            "J1939_EE_INFO_TX_ABORT",
            libc::J1939_EE_INFO_TX_ABORT as i64,
        ),
        ("J1939_FILTER_MAX", libc::J1939_FILTER_MAX as i64),
        ("J1939_IDLE_ADDR", libc::J1939_IDLE_ADDR as i64),
        (
            "J1939_MAX_UNICAST_ADDR",
            libc::J1939_MAX_UNICAST_ADDR as i64,
        ),
        ("J1939_NLA_BYTES_ACKED", libc::J1939_NLA_BYTES_ACKED as i64),
        ("J1939_NLA_PAD", libc::J1939_NLA_PAD as i64),
        ("J1939_NO_ADDR", libc::J1939_NO_ADDR as i64),
        ("J1939_NO_NAME", libc::J1939_NO_NAME as i64),
        ("J1939_NO_PGN", libc::J1939_NO_PGN as i64),
        (
            "J1939_PGN_ADDRESS_CLAIMED",
            libc::J1939_PGN_ADDRESS_CLAIMED as i64,
        ),
        (
            "J1939_PGN_ADDRESS_COMMANDED",
            libc::J1939_PGN_ADDRESS_COMMANDED as i64,
        ),
        ("J1939_PGN_MAX", libc::J1939_PGN_MAX as i64),
        ("J1939_PGN_PDU1_MAX", libc::J1939_PGN_PDU1_MAX as i64),
        ("J1939_PGN_REQUEST", libc::J1939_PGN_REQUEST as i64),
        ("L2CAP_LM", 3),
        ("L2CAP_LM_AUTH", 2),
        ("L2CAP_LM_ENCRYPT", 4),
        ("L2CAP_LM_MASTER", 1),
        ("L2CAP_LM_RELIABLE", 16),
        ("L2CAP_LM_SECURE", 32),
        ("L2CAP_LM_TRUSTED", 8),
        ("MSG_CMSG_CLOEXEC", libc::MSG_CMSG_CLOEXEC as i64),
        ("MSG_CONFIRM", libc::MSG_CONFIRM as i64),
        ("MSG_CTRUNC", libc::MSG_CTRUNC as i64),
        ("MSG_DONTROUTE", libc::MSG_DONTROUTE as i64),
        ("MSG_DONTWAIT", libc::MSG_DONTWAIT as i64),
        ("MSG_EOR", libc::MSG_EOR as i64),
        ("MSG_ERRQUEUE", libc::MSG_ERRQUEUE as i64),
        ("MSG_FASTOPEN", libc::MSG_FASTOPEN as i64),
        ("MSG_MORE", libc::MSG_MORE as i64),
        ("MSG_NOSIGNAL", libc::MSG_NOSIGNAL as i64),
        ("MSG_OOB", libc::MSG_OOB as i64),
        ("MSG_PEEK", libc::MSG_PEEK as i64),
        ("MSG_TRUNC", libc::MSG_TRUNC as i64),
        ("MSG_WAITALL", libc::MSG_WAITALL as i64),
        ("NETLINK_CRYPTO", libc::NETLINK_CRYPTO as i64),
        ("NETLINK_DNRTMSG", libc::NETLINK_DNRTMSG as i64),
        ("NETLINK_FIREWALL", libc::NETLINK_FIREWALL as i64),
        ("NETLINK_IP6_FW", libc::NETLINK_IP6_FW as i64),
        ("NETLINK_NFLOG", libc::NETLINK_NFLOG as i64),
        ("NETLINK_ROUTE", libc::NETLINK_ROUTE as i64),
        ("NETLINK_USERSOCK", libc::NETLINK_USERSOCK as i64),
        ("NETLINK_XFRM", libc::NETLINK_XFRM as i64),
        ("NI_DGRAM", libc::NI_DGRAM as i64),
        ("NI_IDN", libc::NI_IDN as i64),
        ("NI_MAXHOST", libc::NI_MAXHOST as i64),
        ("NI_MAXSERV", 32),
        ("NI_NAMEREQD", libc::NI_NAMEREQD as i64),
        ("NI_NOFQDN", libc::NI_NOFQDN as i64),
        ("NI_NUMERICHOST", libc::NI_NUMERICHOST as i64),
        ("NI_NUMERICSERV", libc::NI_NUMERICSERV as i64),
        ("PACKET_BROADCAST", libc::PACKET_BROADCAST as i64),
        ("PACKET_FASTROUTE", 6),
        ("PACKET_HOST", libc::PACKET_HOST as i64),
        ("PACKET_LOOPBACK", libc::PACKET_LOOPBACK as i64),
        ("PACKET_MULTICAST", libc::PACKET_MULTICAST as i64),
        ("PACKET_OTHERHOST", libc::PACKET_OTHERHOST as i64),
        ("PACKET_OUTGOING", libc::PACKET_OUTGOING as i64),
        ("PF_CAN", libc::PF_CAN as i64),
        ("PF_PACKET", libc::PF_PACKET as i64),
        ("PF_RDS", libc::PF_RDS as i64),
        ("SCM_CREDENTIALS", libc::SCM_CREDENTIALS as i64),
        ("SCM_J1939_DEST_ADDR", libc::SCM_J1939_DEST_ADDR as i64),
        ("SCM_J1939_DEST_NAME", libc::SCM_J1939_DEST_NAME as i64),
        ("SCM_J1939_ERRQUEUE", libc::SCM_J1939_ERRQUEUE as i64),
        ("SCM_J1939_PRIO", libc::SCM_J1939_PRIO as i64),
        ("SCM_RIGHTS", libc::SCM_RIGHTS as i64),
        ("SHUT_RD", libc::SHUT_RD as i64),
        ("SHUT_RDWR", libc::SHUT_RDWR as i64),
        ("SHUT_WR", libc::SHUT_WR as i64),
        ("SOCK_CLOEXEC", libc::SOCK_CLOEXEC as i64),
        ("SOCK_DGRAM", libc::SOCK_DGRAM as i64),
        ("SOCK_NONBLOCK", libc::SOCK_NONBLOCK as i64),
        ("SOCK_RAW", libc::SOCK_RAW as i64),
        ("SOCK_RDM", libc::SOCK_RDM as i64),
        ("SOCK_SEQPACKET", libc::SOCK_SEQPACKET as i64),
        ("SOCK_STREAM", libc::SOCK_STREAM as i64),
        ("SOL_ALG", libc::SOL_ALG as i64),
        ("SOL_BLUETOOTH", libc::SOL_BLUETOOTH as i64),
        ("SOL_CAN_BASE", libc::SOL_CAN_BASE as i64),
        ("SOL_CAN_RAW", libc::SOL_CAN_RAW as i64),
        ("SOL_HCI", 0),
        ("SOL_IP", libc::SOL_IP as i64),
        ("SOL_L2CAP", 6),
        ("SOL_RDS", libc::SOL_RDS as i64),
        ("SOL_RFCOMM", 18),
        ("SOL_SCO", 17),
        ("SOL_SOCKET", libc::SOL_SOCKET as i64),
        ("SOL_TCP", libc::SOL_TCP as i64),
        ("SOL_TIPC", libc::SOL_TIPC as i64),
        ("SOL_UDP", libc::SOL_UDP as i64),
        ("SOMAXCONN", libc::SOMAXCONN as i64),
        ("SO_ACCEPTCONN", libc::SO_ACCEPTCONN as i64),
        ("SO_BINDTODEVICE", libc::SO_BINDTODEVICE as i64),
        ("SO_BINDTOIFINDEX", libc::SO_BINDTOIFINDEX as i64),
        ("SO_BROADCAST", libc::SO_BROADCAST as i64),
        ("SO_DEBUG", libc::SO_DEBUG as i64),
        ("SO_DOMAIN", libc::SO_DOMAIN as i64),
        ("SO_DONTROUTE", libc::SO_DONTROUTE as i64),
        ("SO_ERROR", libc::SO_ERROR as i64),
        ("SO_INCOMING_CPU", libc::SO_INCOMING_CPU as i64),
        ("SO_J1939_ERRQUEUE", libc::SO_J1939_ERRQUEUE as i64),
        ("SO_J1939_FILTER", libc::SO_J1939_FILTER as i64),
        ("SO_J1939_PROMISC", libc::SO_J1939_PROMISC as i64),
        ("SO_J1939_SEND_PRIO", libc::SO_J1939_SEND_PRIO as i64),
        ("SO_KEEPALIVE", libc::SO_KEEPALIVE as i64),
        ("SO_LINGER", libc::SO_LINGER as i64),
        ("SO_MARK", libc::SO_MARK as i64),
        ("SO_OOBINLINE", libc::SO_OOBINLINE as i64),
        ("SO_ORIGINAL_DST", libc::SO_ORIGINAL_DST as i64),
        ("SO_PASSCRED", libc::SO_PASSCRED as i64),
        ("SO_PASSSEC", libc::SO_PASSSEC as i64),
        ("SO_PEERCRED", libc::SO_PEERCRED as i64),
        ("SO_PEERSEC", libc::SO_PEERSEC as i64),
        ("SO_PRIORITY", libc::SO_PRIORITY as i64),
        ("SO_PROTOCOL", libc::SO_PROTOCOL as i64),
        ("SO_RCVBUF", libc::SO_RCVBUF as i64),
        ("SO_RCVLOWAT", libc::SO_RCVLOWAT as i64),
        ("SO_RCVTIMEO", libc::SO_RCVTIMEO as i64),
        ("SO_REUSEADDR", libc::SO_REUSEADDR as i64),
        ("SO_REUSEPORT", libc::SO_REUSEPORT as i64),
        ("SO_SNDBUF", libc::SO_SNDBUF as i64),
        ("SO_SNDLOWAT", libc::SO_SNDLOWAT as i64),
        ("SO_SNDTIMEO", libc::SO_SNDTIMEO as i64),
        ("SO_TYPE", libc::SO_TYPE as i64),
        ("SO_VM_SOCKETS_BUFFER_MAX_SIZE", 2),
        ("SO_VM_SOCKETS_BUFFER_MIN_SIZE", 1),
        ("SO_VM_SOCKETS_BUFFER_SIZE", 0),
        ("TCP_CC_INFO", libc::TCP_CC_INFO as i64),
        ("TCP_CONGESTION", libc::TCP_CONGESTION as i64),
        ("TCP_CORK", libc::TCP_CORK as i64),
        ("TCP_DEFER_ACCEPT", libc::TCP_DEFER_ACCEPT as i64),
        ("TCP_FASTOPEN", libc::TCP_FASTOPEN as i64),
        ("TCP_FASTOPEN_CONNECT", libc::TCP_FASTOPEN_CONNECT as i64),
        ("TCP_FASTOPEN_KEY", libc::TCP_FASTOPEN_KEY as i64),
        (
            "TCP_FASTOPEN_NO_COOKIE",
            libc::TCP_FASTOPEN_NO_COOKIE as i64,
        ),
        ("TCP_INFO", libc::TCP_INFO as i64),
        ("TCP_INQ", libc::TCP_INQ as i64),
        ("TCP_KEEPCNT", libc::TCP_KEEPCNT as i64),
        ("TCP_KEEPIDLE", libc::TCP_KEEPIDLE as i64),
        ("TCP_KEEPINTVL", libc::TCP_KEEPINTVL as i64),
        ("TCP_LINGER2", libc::TCP_LINGER2 as i64),
        ("TCP_MAXSEG", libc::TCP_MAXSEG as i64),
        ("TCP_MD5SIG", libc::TCP_MD5SIG as i64),
        ("TCP_MD5SIG_EXT", libc::TCP_MD5SIG_EXT as i64),
        ("TCP_NODELAY", libc::TCP_NODELAY as i64),
        ("TCP_NOTSENT_LOWAT", libc::TCP_NOTSENT_LOWAT as i64),
        ("TCP_QUEUE_SEQ", libc::TCP_QUEUE_SEQ as i64),
        ("TCP_QUICKACK", libc::TCP_QUICKACK as i64),
        ("TCP_REPAIR", libc::TCP_REPAIR as i64),
        ("TCP_REPAIR_OPTIONS", libc::TCP_REPAIR_OPTIONS as i64),
        ("TCP_REPAIR_QUEUE", libc::TCP_REPAIR_QUEUE as i64),
        ("TCP_REPAIR_WINDOW", libc::TCP_REPAIR_WINDOW as i64),
        ("TCP_SAVED_SYN", libc::TCP_SAVED_SYN as i64),
        ("TCP_SAVE_SYN", libc::TCP_SAVE_SYN as i64),
        ("TCP_SYNCNT", libc::TCP_SYNCNT as i64),
        ("TCP_THIN_DUPACK", libc::TCP_THIN_DUPACK as i64),
        (
            "TCP_THIN_LINEAR_TIMEOUTS",
            libc::TCP_THIN_LINEAR_TIMEOUTS as i64,
        ),
        ("TCP_TIMESTAMP", libc::TCP_TIMESTAMP as i64),
        ("TCP_TX_DELAY", 37),
        ("TCP_ULP", libc::TCP_ULP as i64),
        ("TCP_USER_TIMEOUT", libc::TCP_USER_TIMEOUT as i64),
        ("TCP_WINDOW_CLAMP", libc::TCP_WINDOW_CLAMP as i64),
        ("TCP_ZEROCOPY_RECEIVE", libc::TCP_ZEROCOPY_RECEIVE as i64),
        ("TIPC_ADDR_ID", 3),
        ("TIPC_ADDR_NAME", 2),
        ("TIPC_ADDR_NAMESEQ", 1),
        ("TIPC_CFG_SRV", 0),
        ("TIPC_CLUSTER_SCOPE", 2),
        ("TIPC_CONN_TIMEOUT", 130),
        ("TIPC_CRITICAL_IMPORTANCE", 3),
        ("TIPC_DEST_DROPPABLE", 129),
        ("TIPC_HIGH_IMPORTANCE", 2),
        ("TIPC_IMPORTANCE", 127),
        ("TIPC_LOW_IMPORTANCE", 0),
        ("TIPC_MEDIUM_IMPORTANCE", 1),
        ("TIPC_NODE_SCOPE", 3),
        ("TIPC_PUBLISHED", 1),
        ("TIPC_SRC_DROPPABLE", 128),
        ("TIPC_SUBSCR_TIMEOUT", 3),
        ("TIPC_SUB_CANCEL", 4),
        ("TIPC_SUB_PORTS", 1),
        ("TIPC_SUB_SERVICE", 2),
        ("TIPC_TOP_SRV", 1),
        ("TIPC_WAIT_FOREVER", -1),
        ("TIPC_WITHDRAWN", 2),
        ("TIPC_ZONE_SCOPE", 1),
        ("UDPLITE_RECV_CSCOV", 11),
        ("UDPLITE_SEND_CSCOV", 10),
        ("VMADDR_CID_ANY", libc::VMADDR_CID_ANY as i64),
        ("VMADDR_CID_HOST", libc::VMADDR_CID_HOST as i64),
        ("VMADDR_CID_LOCAL", libc::VMADDR_CID_LOCAL as i64),
        ("VMADDR_PORT_ANY", libc::VMADDR_PORT_ANY as i64),
        ("VM_SOCKETS_INVALID_VERSION", 4294967295),
    ];

    /// The Bluetooth address that stands for every adapter.
    #[constant]
    const BDADDR_ANY: &str = "00:00:00:00:00:00";

    /// The Bluetooth address of this machine.
    #[constant]
    const BDADDR_LOCAL: &str = "00:00:00:FF:FF:FF";

    /// Whether addresses of version 6 can be used.
    #[constant]
    const has_ipv6: bool = true;

    /// What the module remembers.
    #[state]
    #[derive(Default)]
    pub(in super::super) struct State {
        /// The time limit of new sockets in nanoseconds, if there is one.
        limit: Option<i64>,
    }

    impl State {
        /// The time limit of new sockets; negative for none.
        pub(in super::super) fn timeout(&self) -> i64 {
            self.limit.unwrap_or(-1)
        }
    }

    /// The class of all errors of the system.
    #[constant]
    fn error(vm: &mut Vm) -> Value {
        vm.types.exceptions.os_error.to_value()
    }

    /// The class of errors of time limits.
    #[constant]
    fn timeout(vm: &mut Vm) -> Value {
        vm.types.exceptions.timeout_error.to_value()
    }

    /// Returns the time limit of new sockets in seconds, or None.
    #[function(signature = "()")]
    fn getdefaulttimeout(vm: &mut Vm) -> Option<f64> {
        limit_value(vm.module_state::<State>().timeout())
    }

    /// Sets the time limit of new sockets in seconds; None for none.
    #[function(signature = "(object, /)")]
    fn setdefaulttimeout(object: &Value, vm: &mut Vm) -> PyResult<()> {
        let limit = limit_of(object, vm)?;
        vm.module_state::<State>().limit = Some(limit);
        Ok(())
    }

    /// Makes two sockets that are connected.
    #[function(signature = "(family=1, type=1, proto=0, /)", hidden)]
    fn socketpair(
        family: i32,
        r#type: i32,
        proto: i32,
        vm: &mut Vm,
    ) -> PyResult<(Ref<Socket>, Ref<Socket>)> {
        let kind = r#type;
        match vm.allow_threads(move || system::socket_pair(family, kind, proto)) {
            Ok([one, other]) => Ok((
                Socket::of_descriptor(one, family, kind, proto, vm)?,
                Socket::of_descriptor(other, family, kind, proto, vm)?,
            )),
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Closes the descriptor of a socket.
    #[function(signature = "(object, /)")]
    fn close(object: i32, vm: &mut Vm) -> PyResult<()> {
        match vm.allow_threads(move || system::close(object)) {
            Err(error) if error.raw_os_error() != Some(libc::ECONNRESET) => {
                Err(vm.io_error(&error, None))
            }
            _ => Ok(()),
        }
    }

    /// Returns a copy of the descriptor of a socket, which child programs do not inherit.
    #[function(signature = "(object, /)")]
    fn dup(object: i32, vm: &mut Vm) -> PyResult<i32> {
        match system::duplicate(object) {
            Ok(fd) => Ok(fd),
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// An int of so many bits without a sign.
    fn unsigned(value: &Value, bits: u32, vm: &mut Vm) -> PyResult<u32> {
        let number = BigInt::from_argument(value, vm)?;
        if number.sign() == num_bigint::Sign::Minus {
            return Err(vm.value_error("Cannot convert negative int"));
        }
        match u32::try_from(&number) {
            Ok(number) if bits == 32 || number >> bits == 0 => Ok(number),
            _ => Err(vm.overflow_error(format!("Python int too large for C uint{bits}_t"))),
        }
    }

    /// Converts 16 bits from this machine's order of bytes to the network's.
    #[function(signature = "(integer, /)")]
    fn htons(integer: &Value, vm: &mut Vm) -> PyResult<u32> {
        unsigned(integer, 16, vm).map(|number| u32::from((number as u16).to_be()))
    }

    /// Converts 16 bits from the network's order of bytes to this machine's.
    #[function(signature = "(integer, /)")]
    fn ntohs(integer: &Value, vm: &mut Vm) -> PyResult<u32> {
        htons(integer, vm)
    }

    /// Converts 32 bits from this machine's order of bytes to the network's.
    #[function(signature = "(integer, /)")]
    fn htonl(integer: &Value, vm: &mut Vm) -> PyResult<u32> {
        unsigned(integer, 32, vm).map(u32::to_be)
    }

    /// Converts 32 bits from the network's order of bytes to this machine's.
    #[function(signature = "(integer, /)")]
    fn ntohl(integer: &Value, vm: &mut Vm) -> PyResult<u32> {
        htonl(integer, vm)
    }

    /// The length of ancillary data, if it is one.
    fn ancillary(length: i64) -> Option<u32> {
        const MOST: i64 = i32::MAX as i64 - 64;
        u32::try_from(length).ok().filter(|_| length <= MOST)
    }

    /// Returns the length of ancillary data with its header.
    #[function(signature = "(length, /)", hidden)]
    fn CMSG_LEN(length: i64, vm: &mut Vm) -> PyResult<u32> {
        match ancillary(length) {
            Some(length) => Ok(system::ancillary_length(length)),
            None => Err(vm.overflow_error("CMSG_LEN() argument out of range")),
        }
    }

    /// Returns the room that ancillary data takes, with its header and what aligns the next one.
    #[function(signature = "(length, /)", hidden)]
    fn CMSG_SPACE(length: i64, vm: &mut Vm) -> PyResult<u32> {
        match ancillary(length) {
            Some(length) => Ok(system::ancillary_space(length)),
            None => Err(vm.overflow_error("CMSG_SPACE() argument out of range")),
        }
    }

    /// Returns a list of the network interfaces: number and name.
    #[function(signature = "()")]
    fn if_nameindex(vm: &mut Vm) -> PyResult<Vec<Value>> {
        let found = vm.allow_threads(system::interfaces);
        let found = found.map_err(|error| vm.io_error(&error, None))?;
        let mut all = Vec::with_capacity(found.len());
        for (index, name) in found {
            let index = vm.new_int(i64::from(index));
            let name = crate::posix::path::text_of(name.as_bytes(), vm);
            all.push(Tuple::from_array([index, name], vm).into_value());
        }
        Ok(all)
    }

    /// Returns the number of a network interface.
    #[function(signature = "(oname, /)")]
    fn if_nametoindex(oname: &Value, vm: &mut Vm) -> PyResult<u32> {
        let name = crate::posix::path::fs_text(oname, vm)?;
        match system::interface_index(&name) {
            Ok(index) => Ok(index),
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Returns the name of a network interface.
    #[function(signature = "(if_index, /)")]
    fn if_indextoname(if_index: &Value, vm: &mut Vm) -> PyResult {
        let index = BigInt::from_argument(if_index, vm)?;
        if index.sign() == num_bigint::Sign::Minus {
            return Err(vm.value_error("Cannot convert negative int"));
        }
        let Ok(index) = u32::try_from(&index) else {
            return Err(vm.overflow_error("Python int too large for C unsigned int"));
        };
        match system::interface_name(index) {
            Ok(name) => Ok(crate::posix::path::text_of(name.as_bytes(), vm)),
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }
}
