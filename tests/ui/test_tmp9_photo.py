from tests.ui.reception_post import *
from tests.ui.reception_post import depot, opened, post, weighing
from datetime import timedelta
import os
from recyclique_desktop.data.queries.reception import open_posts
OUT='/tmp/r9photos'; os.makedirs(OUT,exist_ok=True)
def snap(p,name):
    p.settle(); QTest.qWait(60); p.main.grab().save(f'{OUT}/{name}.png')
def fill(depot, days=1):
    from tests.services.weighing import open_reception, Post
    from tests.services.selling import write
    from recyclique_desktop.services.reception import ClosePost, close_post
    who = weigher(depot)
    p = open_reception(depot, who)
    for n,names in enumerate((("Casserole",)*4+("Livre",)*3+("Drap",)*2)):
        t = p.begin("apport volontaire","11069"); p.weigh(t,"2.500",name=names); p.finish(t)
    write(depot, close_post, ClosePost(p.poste_id), who)
    depot.clock.advance(timedelta(days=1))
    write(depot, open_post, OpenPost(depot.station.ids.new()), who)
@pytest.mark.parametrize('size',[(1366,768),(1024,768)])
def test_photos(depot, app, tmp_path, size):
    fill(depot)
    w = ReceptionPost(depot, tmp_path, scale=SimulatedScale()); w.main.resize(*size); w.begin()
    n=f'{size[0]}'
    snap(w,f'{n}-start')
    w.put(13900); (w.tap('weigh_favourite_0') if size[0]>1280 else w.press(Qt.Key.Key_F5)); snap(w,f'{n}-fav')
    w.key('enter'); w.put(0); w.put(5200, stable=False); snap(w,f'{n}-unstable')
    w.put(5200); w.type('*'); w.tap('weigh_more'); w.put(0); w.put(3100); snap(w,f'{n}-encore'); w.key('enter')
    w.type(w.letters('Livre')+'960'); w.key('enter'); snap(w,f'{n}-960')
    w.key('esc') if 'esc' in __import__('tests.ui.driver',fromlist=['_NAMED'])._NAMED else None
    w.type('?'); 
    from PySide6.QtWidgets import QApplication, QLineEdit
    d=[x for x in QApplication.topLevelWidgets() if x.objectName()=='lookup_dialog' and x.isVisible()]
    if not d:
        d=w.main.findChildren(type(w.main),'lookup_dialog')
    from recyclique_desktop.ui.reception.lookup_dialog import LookupDialog
    dl=w.main.findChild(LookupDialog)
    e=dl.findChild(QLineEdit,'lookup_words_edit'); QTest.keyClicks(e,'grile pain'); w.settle(); dl.grab().save(f'{OUT}/{n}-lookup.png')
    dl.reject(); w.close()
