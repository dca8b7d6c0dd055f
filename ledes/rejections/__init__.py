"""What platforms say when they will not take a bill: their messages, the reasons behind them, and how to tell them."""

from __future__ import annotations

from ledes.rejections.catalogue import EXACT as EXACT
from ledes.rejections.catalogue import Message as Message
from ledes.rejections.catalogue import Reason as Reason
from ledes.rejections.catalogue import known_vendor as known_vendor
from ledes.rejections.catalogue import messages as messages
from ledes.rejections.catalogue import reasons as reasons
from ledes.rejections.catalogue import vendors as vendors
from ledes.rejections.recognition import GUESS as GUESS
from ledes.rejections.recognition import LIKELY as LIKELY
from ledes.rejections.recognition import Recognised as Recognised
from ledes.rejections.recognition import recognise as recognise
