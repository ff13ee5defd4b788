// Written by scripts/language-codes.mjs from iso-639-3 (SIL International's tables); not by hand.

/** ISO 639-3: `aab` stands for the codes aaa… that begin with its first two letters and end in one of the others. */
export const ISO_639_3 =
	'aaabcdefghiklnopqrstuwxz ababcdefghijklmnopqrstuvwxyz acabdefhiklmnpqrstuvwxyz adabdefghijlnoqrstuwxyz aeabcdeklmnqrsuwyz ' +
	'afbdeghiknoprstuz agabcdefghijklmnoqrstuvwxyz ahabghiklmnoprst aiabcdefghijklmnopqrtwxy ajaginptuwz akabcdefghijklmopqrstuvwxyz ' +
	'alacdefhijklmnopqrstuwxyz amabcefghijklmnopqrstuvwxyz anabcdefghijklmnopqrstuvwxyz aoabcdefgijklmnrstuxz ' +
	'apbcdefghijklmnopqrstuvwxyz aqcdgmnprtz arabcdeghijklnopqrsuvwxyz asabcefghijklmnopqrstuvwxyz atabcdegijklmnopqrstuvwxyz ' +
	'auabcdghijklmnopqrtuwxyz avabdeiklmnostuv awabceghikmnorstuvwxy axbegklmx ayabcdeghiklmnopqrstuz azabdegjmnotz ' +
	'baabcefghjklmnoprsuvwxy bbabcdefghijklmnopqrstuvwxy bcabcdefghijklmnopqrstuvwyz bdabcdefghijklmnopqrstuvwxyz ' +
	'beabcdefghijklmnopqstuvwxyz bfabcdefghijklmnopqrstuwxyz bgabcdefgijklnopqrstuvwxyz bhabcdefghijlmnopqrstuvwxyz ' +
	'biabcdefgjklmnopqrstuvwxyz bjabcefghijklmnoprstuvwxyz bkacdfghijklmnopqrstuvwxyz blabcdefghijklmnopqrstvwxyz ' +
	'bmabcdefghijklmnopqrstuvwxz bnabcdefgijklmnopqrsuvwxyz boabdefghijklmnopqrstuvwxyz bpadghijklmnopqrstuvwxyz ' +
	'bqabcdfghijklmnopqrstuvwxyz brabcdefghijklmnopqrstuvwxyz bsabcefghijklmnopqrstuvwxy btacdefghijmnopqrstuvwxyz ' +
	'buabcdefghijklmnopqstuvwxyz bvabcdefghijklmnopqrtuvwxyz bwabcdefghijklmnopqrstuwxyz bxabcdefghijklmnopqrsuvwz ' +
	'byabcdefghijklmnopqrstvwxz bzabcdefghijklmnopqrstuvwxyz caabcdefghjklmnopqrstvwxyz cbbcdgijklnoqrstuvwy cccdeghjlmopr ' +
	'cdaefhijmnorsyz ceabgknsty cfadgm cgacgk chabcdefghjklmnopqrtuvwxyz ciabcdehkmnprwy cjaehikmnopsvy ckbhlmnoqrstuvxyz ' +
	'clacdehijklmotuwy cmaegilmnorst cnabcghikloprstuwx coabcdefghjklmnopqrstuvwxz cpabcginosuxy cqd crabcdefghijklmnoqrstvwxyz ' +
	'csabcdefghijklmnopqrstvwyz ctacdeghlmnopstuz cuabcghijklopqrtuvwxy cvgn cwabdegt cyabmo czhknot daacdeghijklmnoqrsuvwxz ' +
	'dbabdefgijlmnopqrtuvwy dccr ddadegijnorsw decdefghiklmnpqrsuvz dgabcdeghiklnorstwxz dhdgilmnorsuvwx diabcdfghijklmnopqrsuvwxyz ' +
	'djabcdefijkmnoruw dkakrsx dlgkmn dmabcdefgklmorsuvwxy dnadegijknortuvwy doabcefhiklnopqrstvwxyz dpp drbcdegilnoqstuy dsbehilnoq ' +
	'dtabdhikmnoprstuy duabcefghiklmnopqrsuvwxyz dva dwakrsuwyz dyabdgimnouy dzaeglno eaa ebcgkoru ecrsy eee efaei egaloy ehu eiptv eja ' +
	'ekaegiklmopry elehiklmoux emabegikmnpsuwxy enabcdfghlmnoqruvwx eot epio eraghikorstw eseghiklmnoqstuy etbchnorstuxz eus evehn eweo ' +
	'ext eyao ezae faabdfghijklmnoprstuxyz fbl fcs fer ffim fgr fiaefjlnprtw fkkv flahilnry fmpu fnbgi fodimnrs fpe fqs fracdkmopqrsty ' +
	'fsels fubcdefhijlmnqrtuvy fvr fwae gaabcdefghijklmnopqrstuwxyz gbabdefghijklmnopqrsuvwxyz gccdeflnrt gdabcdefghijklmnoqrstux ' +
	'geabcdfghijklqsvwxyz gfkt ggabdegkltuw ghacehklnorst giabcdeghlmnpqrstuwxyz gjikmnru gkadenopu glacdeghjkloruvwy gmabdghlmnruvxyz ' +
	'gnabcdeghijklmnoqrtuwz goabcdefghijklmnopqrstuwxyz gpaen gqainru grabcdghijmnoqrstuvwxyz gseglmnopsw gtau ' +
	'guabcdefghijklmnopqrstuwxz gvacefjlmnoprsy gwabcdefgijmnrtuwx gxx gyabdefgilmnory gzain haabcdefghijklmnopqrstuvwxyz hbabnosu hcah ' +
	'hdnsy heabdghimr hgmw hhiry hiabdfghijklnortwx hji hkaekns hlabdetu hmabcdefghijklmnopqrstuvwyz hnadeghijnosu ' +
	'hoabcdehijlmoprstvwyz hpos hracekmoptuvwxz hsbhlns htiosux hubcdefghijklmnopqrstuvwxyz hvceknv hwaco hyaew iainr ibabdeghlmnoruy ' +
	'icahlr idabcdeiorstu ifabefkmuy igbeglmnosw ihbipw iiin ijcejns ikeikloprstuvwxz ilabegikmopsuv imailnorsy inabdghjlmnopstz ioruw ' +
	'ipiko iquw irehiknruxy isacdeghiklmnortu itabdeiklmorstvwxyz ium ivbv iwkmos ixcl iyaox izhrz jaabcdefhjklmnoqstuvxyz jbeijknortuw ' +
	'jcst jdagt jebehiklnrtu jgbeko jhis jiabcdeghilmoqtuvy jjer jkamopru jles jmabcdilnrswx jnadgijls jobdgrsw jpanr jqr jrabrtu jsl ' +
	'juabcdhiklmnoprstuwy jvdn jwi jyaey kaabcdefghijklmnopqstuvwxyz kbabcdeghijklmnopqrstuvwxyz kcabcdefghijklmnopqrstuvwxyz ' +
	'kdacdefghijklmnpqrtuwxyz keabcdefghijklmnopqrstuvwxyz kfabcdefghijklmnopqrstuvwxyz kgabefgijklmnopqrstuvwxy ' +
	'khabcdefghjklmnopqrstuvwxyz kiabcdefghijklmnopqrstuvwxyz kjabcdeghijklmnopqrstuvxyz kkabcdefghijklmnopqrstuvwxyz ' +
	'klabcdefghijklmnopqrstuvwxyz kmabcdefghijklmnopqrstuvwxyz knabcdefgijklmnopqrstuvwxyz koacdefghiklmnopqrstuvwyz ' +
	'kpabcdefghijklmnoqrstuvwxyz kqabcdefghijklmnopqrstuvwxyz krabcdefhijklnprstuvwxyz ksabcdefghijklmnopqrstuvwxyz ' +
	'ktabcdefghijklmnopqstuvwxyz kuabcdefghijklmnopqrstuvwxyz kvabcdefghijklmnopqrtuvwxyz kwabcdefghijklmnoprstuvwxyz ' +
	'kxabcdfhijkmnopqrstvwxyz kyabcdefghijklmnopqrstuvwxyz kzabcdefgiklmnopqrsuvwxyz laabcdefghijklmnopqrstuvwxyz ' +
	'lbbcefgijklmnoqrstuvwxyz lccdefhlmpqs ldabdghijklmnopq leabcdefhijklmnopqrstuvwxyz lfan lgabghiklmnqrtuz lhahilmnpstu ' +
	'liabcdefghjklmnopqrstuvwxyz ljaeilpwx lkabcdehijlmnorstuy llabcdefghijklmnpqsux lmabcdefghijklnopqruvwxy lnabdghijlmnosuwz ' +
	'loabcefghijklmnopqrstuvwxyz lpaenox lracegiklmnortvz lsadehilmnoprstvy ltcghinosuz luabcdefgijklmnopqrstuvwyz lvaiksu ' +
	'lwaeghlmostuw lyagn lzhlnz maabdefghijklmnqrstuvwxz mbabcdefhijklmnopqrstuvwxyz mcabcdefghijklmnopqrstuvwxyz ' +
	'mdabcdefghijklmnpqrstuvwxyz meabcdefhijklmnopqrstuvwyz mfabcdefghijklmnopqrstuvwxyz mgabcdefghijklmnopqrstuvwyz ' +
	'mhabcdefgijklmnopqrstuwxyz miabcdefghijklmnopqrstuwxyz mjbcdeghijklmnopqrstuvwxyz mkabcdefgijklmnopqrstuvwxyz ' +
	'mlabcefghijklmnopqrstuvwxz mmabcdefghijklmnopqrtuvwxyz mnabcdefghijklmnpqrsuvwxyz moacdeghijkmnopqrstuvwxyz ' +
	'mpabcdeghijklmnopqrstuvwxyz mqabcefghijklmnopqrstuvwxyz mrabcdefghijklmnopqrstuvwxyz msabcdefghijklmnopqrsuvwxyz ' +
	'mtabcdefghijklmnopqrstuvwxy muabcdeghijklmopqrstuvxyz mvabdefghiklmnopqrstuvwxyz mwabcefghiklmnopqrstuvwz ' +
	'mxabcdefghijklmnopqrstuvwxyz myabcefghjklmoprsuvwxyz mzabcdeghijklmnopqrstuvwxyz naabcefgjklmnopqrstuvwxyz ' +
	'nbabcdeghijklmnopqrstuvwy ncabcdefghijklmnoqrstuxz ndabcdefghijklmnopqrstuvwxyz neabcdefghijkmnopqrstuvwxyz nfadlru ' +
	'ngabcdeghijklmnopqrstuvwxyz nhabcdefghikmnopqrtuvwxyz niabdefghijklmnoqrstuvwxyz njabdhijlmnorstuxyz nkabcdefghijkmnopqrstuvwxz ' +
	'nlacdegijklmoquvwxyz nmabcdefghijklmnopqrstuvwxyz nnabcdefghijklmnopqrtuvwyz noabcdefghijklmnpqrstuvwyz npabghilnosuxy nqgklmnoqy ' +
	'nrabcefgiklmnprtuxz nsabcdefghiklmnopqrstuvwxyz ntdegijkmopruwxyz nuacdefghijklmnopqrstuvwxyz nvhmo nwabcegimorxy nxadegiklmnoqrx ' +
	'nyabcdefghijklmnopqrstuvwxy nzabdikmsuyz oaacrv obiklmortu ocahiou odaktu ofosu ogbcegou ohtu oian ojbcgipsvw okabdeghijklmnorsuvx ' +
	'oladekmortu omabcgiklnoprtuwx onabegijknoprstuwx oodgnrs opakmoty oraceghimnorstuvwxyz osaciopstux otabdeiklmnqrstuwxyz ouabeim ' +
	'ovd owil oybdmy ozm pabcdefghiklmnopqrstuvwxyz pbbcefghilmnoprstuvy pcabcdefghijklmnpw pdacinotu peabdefghijklmopqsvxyz pfael ' +
	'pgadgiklnsuz phadghklmnoqrtuvw piabcdefghijlmnoprstuvwxyz pjt pkabcghnoprstu plabcdeghijklnoqrstuvwyz pmabdefhijklmnoqrstwxyz ' +
	'pnabcdeghijklmnopqrstuvwxyz pocefghiklmnopqrstvwxy ppeiklmnopqstu pqam prcdefghiklmnopqrstuwxz psacdeghilmnopqrstuwy ' +
	'ptahinopqrtuvwy puabcdefgijmopqrstuwxy pwabgimnorw pxm pyemnsuxy pzn quabcdefghiklmnpqrsvwxyz qvacehijlmnopswyz qwachmst ' +
	'qxachlnopqrstuw qyap raabcdfghijklmnopqrstuvwxyz rbbklp rcf rdb reabegijlmnrsty rgaeknrsu rhgp riaflmnrtu rjgis rkabhimtw ' +
	'rmabcdefghiklmnopqstuvwxyz rndglnprw robcdefghlmnopruw rpnt rriot rsblm rtchmsw rubcefghiknopqstuyz rwakmor rxdw rynsu rzh ' +
	'saabcdefghjkmnoqrstuvwxyz sbabcdefghijklmnopqrstuvwxyz scbefghiklnopqstuvwx sdabcefghjklnopqrstuxz seabcdefghijklnopqrstuvwyz ' +
	'sfbemsw sgabcdeghijkmprstuwxyz shabcdeghijklmnopqrstuvwxyz siabdefghijklmnpqrsuvwxyz sjabdegklmnoprstuw skabcdefghijmnopqrstuvwxyz ' +
	'slcdefghijklmnpqrstuvwxyz smabcdefghjklmnopqrstuvwxyz snabcdefgijklmnopqrsuvwxyz soabcdeghijklmopqrstuvwxyz ' +
	'spabcdegiklmnopqrstuvxy sqahikmnoqrstu srabcdefghiklmnopqrstuvwxyz ssbcdefghijklmnopqrstuvwxyz stabdefghijklmnopqrstuvwy ' +
	'suabcegijknqrstvwxyz svabcekmsx swabcefghijklmnopqrstuvwxy sxbcegklmnorsuw syabciklmnorswxy szabcdeglnpsvwy ' +
	'taabcdefghjklmnopqrstuvwxyz tbacdefghijklmnoprstuvwxyz tcabcdefghiklmnopqstuwxyz tdabcdefghijklmnoqrstvxy ' +
	'teabcdefghiklmnopqrstuvwxyz tfinort tgabcdefhijklnopqrstuvwxyz thadefhiklmnpqrstuvyz tiacfghijklmnopqrstuvwxyz tjagijlmnopsuw ' +
	'tkabdefglmnpqrstuvwxz tlabcdfghijklmnopqrstuvxy tmabcdefghijklmnoqrstuvwyz tnabcdghiklmnopqrstuvwxyz tobcdfghijlmnopqrsuvwxyz ' +
	'tpacefgijklmnopqrtuvwxyz tqblmnopqrtuw trabcdefghijlmnopqrstuvwxyz tsabcdeghijklmnopqrstuvwxyz ttabcdefghijklmnopqrstuvwyz ' +
	'tuabcdefghijklmnoqrsuvxyz tvadeklmnostuwxy twabcdefghilmnopqrtuwxy txabceghijmnoqrstuxy tyaehijlnprstuvxz tzahjlmnox uamnr ' +
	'ubailruy udaegijlmu ues ufi ugabenoy uhan uigsv uji ukaghiklpqrsuvwy ulabcefiklmnuw umabcdgimnoprsu unadegkmnruxz upiv ' +
	'urabcdefghiklmnoprtuvwxyz usahikpsu utaehpru uumnru uvehl uwa uya uzbns vaaefghijlmnoprsuvy vbbk vecdlmnopr vgrt vicdefglnstv ' +
	'vkaijklmoptu vlps vmabcdefghijklmpqrsuvwxyz vnkmp volrt vraost vsilv vto vumnt vwa waabcdefghijlmnopqrstuvwxyz wbabefhijklmpqrstvw ' +
	'wcai wddgjkuy weacdghimoprstuw wfg wgabgiouy whagku wibcefghijklmnruvy wjai wkabdlruwy wlaceghiklmnorsuvwxy wmabcdehimnostwx ' +
	'wnbcdegikmnopuwy woabcdefgiklmnorswy wpc wrabdghiklmnoprsuvwxyz wsagikrsuv wtfhikmw wuabdhlmnrtuvxy wwaborw wxaw wyabimry ' +
	'xaabcdegijklmnopqrstuvwy xbbcdegijmnoprwy xcbceghlmnortuvwy xdackmoy xebdglmprstu xfa xgabdfgilmruw xhacdeortuv xibilnrsvy xjbt ' +
	'xkabcdefgijklnopqrstuvwxyz xlabcdeginopsuy xmabcdefghjklmnopqrstuvwxyz xnabghikmnorstuyz xocdgikmnoprw ' +
	'xpabcdefghijklmnopqrstuvwxyz xqat xrabdegimnrtuw xsabcdehijlmnopqrsuvy xtabcdeghijlmnopqrstuvwy xuabdgjlmnoprtu xveinos ' +
	'xwacdegjklortw xxbkmrt xyabjklty xzhmp yaabcdefghijklmnopqrstuvwxyz ybabehijklmnoxy ychlnp ydadegk yeaceijlrstuvy ygailmprsuw ' +
	'yhadls yiadfghijklmnpqrstuvxz ykagiklmnortuy ylabegilmnoruy ymbcdeghiklmnopqrsxz ynadegklnoqsu yobgiklmnrtxy ypabghmnopz ' +
	'yrabeklmnoswy yscdglnoprsy ytalpwy yuabcdefgijklmnpqrtwxyz yvat ywaglnqrtuw yxaglmuy yyruz yzgk zaabcdefghijklmopqrstuvwxyz ' +
	'zbaceltw zcah zdj zeaghn zgabhmnr zhabdinow ziabklmnwz zkabdghknoprtuvz zljmnq zmabcdefghijklmnopqrstuvwxyz znaegks zochmoqrs ' +
	'zpabcdefghijklmnopqrstuvwxyz zqe zragnops zsaklmru zteglmnpqstuxy zuahlmny zwa zxx zybgjnp zzaj ';
